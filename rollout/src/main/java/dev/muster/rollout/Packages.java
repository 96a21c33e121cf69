package dev.muster.rollout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is uploaded: whole distributions, and what is new in one since another. Each is packed once
 * for all clients; safe for use by many threads.
 */
final class Packages implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Packages.class);

  /**
   * An archive to upload.
   *
   * @param sha256 of it
   * @param kept the files that are taken from the installed version
   */
  record Upload(Path file, String sha256, long bytes, Set<String> kept) {
    /** Its name on the client. */
    String name() {
      return sha256.substring(0, 32) + ".tar.gz";
    }
  }

  private final Distributions distributions;
  private final Map<Path, PackedFiles> read = new ConcurrentHashMap<>();
  private final Map<String, Upload> deltas = new ConcurrentHashMap<>();
  private final Path folder;

  Packages(Distributions distributions) throws IOException {
    this.distributions = distributions;
    this.folder = Files.createTempDirectory("muster-rollout");
  }

  /** The newest for a client. */
  Distribution newest(Facts facts) throws RolloutException {
    Optional<Distribution> found = distributions.newest(facts.system(), facts.machine());
    return found.orElseThrow(() ->
        new RolloutException(
            "there is no exporter for "
                + facts.system()
                + " on "
                + facts.machine()
                + "; run ./package on such a machine and give its file by --distribution"));
  }

  /** What is in it. */
  PackedFiles files(Distribution distribution) throws RolloutException {
    var known = read.get(distribution.file());
    if (known != null) {
      return known;
    }
    synchronized (read) {
      try {
        var files = read.get(distribution.file());
        if (files == null) {
          files = PackedFiles.read(distribution.file());
          read.put(distribution.file(), files);
        }
        return files;
      } catch (IOException damaged) {
        throw new RolloutException(
            distribution.file() + " is no distribution: " + damaged.getMessage(), damaged);
      }
    }
  }

  Upload whole(Distribution distribution) {
    return new Upload(distribution.file(), distribution.sha256(), distribution.bytes(), Set.of());
  }

  /**
   * What is new in a distribution.
   *
   * @param installed the files of another version, with their hashes
   */
  Upload since(Distribution distribution, Map<String, String> installed) throws RolloutException {
    var kept = files(distribution).sameAs(installed);
    if (kept.isEmpty()) {
      return whole(distribution);
    }
    String key =
        distribution.sha256()
            + PackedFiles.sha256(String.join("\n", kept.stream().sorted().toList()));
    synchronized (deltas) {
      try {
        var delta = deltas.get(key);
        if (delta == null) {
          delta = pack(distribution, kept, folder.resolve(deltas.size() + ".tar.gz"));
          deltas.put(key, delta);
        }
        return delta;
      } catch (IOException e) {
        throw new RolloutException("cannot pack what is new in " + distribution.file(), e);
      }
    }
  }

  private static Upload pack(Distribution distribution, Set<String> kept, Path file)
      throws IOException {
    PackedFiles.writeWithout(distribution.file(), kept, file);
    long bytes = Files.size(file);
    try (var in = Files.newInputStream(file)) {
      return new Upload(file, Distributions.sha256(in, bytes), bytes, kept);
    }
  }

  @Override
  public void close() {
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      LOG.warn("msg=\"cannot take a folder away\" folder={} because=\"{}\"", folder, e.toString());
    }
  }
}
