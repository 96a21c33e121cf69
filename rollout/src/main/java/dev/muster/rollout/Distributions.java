package dev.muster.rollout;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The exporter's distributions in some folders, {@code
 * muster-exporter-VERSION-SYSTEM-MACHINE.tar.gz} each. The folders are looked at with every call; a
 * file is read anew only where its time or length changed. Safe for use by many threads.
 */
public final class Distributions {
  private static final Pattern NAME =
      Pattern.compile(
          "muster-exporter-(.{1,64})-(linux|macos|windows)-(x86_64|aarch64)\\.tar\\.gz");
  private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+~-]*");

  private record Seen(FileTime time, long bytes, String sha256) {}

  private final List<Path> folders;
  private final Map<Path, Seen> seen = new ConcurrentHashMap<>();

  private Distributions(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  /** Those in these folders, of which some may not be there; a distribution's file counts too. */
  public static Distributions of(List<Path> folders) {
    return new Distributions(folders);
  }

  /** All, the newest versions first; of two of one name the first folder's. */
  public List<Distribution> all() {
    var found = new ArrayList<Distribution>();
    for (var folder : folders) {
      for (var file : files(folder)) {
        if (found.stream().noneMatch(one -> one.file().endsWith(file.getFileName()))) {
          read(file).ifPresent(found::add);
        }
      }
    }
    found.sort(Comparator.comparing(Distribution::version, Versions.ORDER).reversed());
    return List.copyOf(found);
  }

  /**
   * The newest for a kind of machine.
   *
   * @param system linux, macos or windows
   * @param machine x86_64 or aarch64
   */
  public Optional<Distribution> newest(String system, String machine) {
    return all().stream()
        .filter(one -> one.system().equals(system) && one.machine().equals(machine))
        .findFirst();
  }

  private static List<Path> files(Path folder) {
    if (Files.isRegularFile(folder)) {
      return List.of(folder);
    }
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be read", e);
    }
  }

  private Optional<Distribution> read(Path file) {
    var name = NAME.matcher(String.valueOf(file.getFileName()));
    if (!name.matches() || !VERSION.matcher(name.group(1)).matches()) {
      return Optional.empty();
    }
    try {
      var time = Files.getLastModifiedTime(file);
      long bytes = Files.size(file);
      var known = seen.get(file);
      if (known == null || known.bytes() != bytes || !known.time().equals(time)) {
        known = new Seen(time, bytes, sha256(file));
        seen.put(file, known);
      }
      return Optional.of(
          new Distribution(
              file, name.group(1), name.group(2), name.group(3), known.sha256(), bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  private static String sha256(Path file) throws IOException {
    try (var in = new DigestInputStream(Files.newInputStream(file), digest())) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    }
  }

  /**
   * The SHA-256 of the first bytes, 64 lower-case hexadecimal digits.
   *
   * @throws IOException if it cannot be read
   */
  static String sha256(InputStream in, long bytes) throws IOException {
    var digest = digest();
    var buffer = new byte[65_536];
    for (long left = bytes; left > 0; ) {
      int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (n < 0) {
        break;
      }
      digest.update(buffer, 0, n);
      left -= n;
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
