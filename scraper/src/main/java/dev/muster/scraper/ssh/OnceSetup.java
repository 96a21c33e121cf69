package dev.muster.scraper.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.fleet.Client;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshException;
import dev.muster.ssh.SshException.Kind;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the exporter into a temporary folder of a client: {@code $TMPDIR/muster-once.XXXXXXXXXX},
 * readable by the log-in's user alone, with a mark of whose it is in the file {@code owner}.
 */
final class OnceSetup {
  private static final Logger log = LoggerFactory.getLogger(OnceSetup.class);
  private static final Duration ASKING = Duration.ofSeconds(30);
  private static final Duration UNPACKING = Duration.ofMinutes(2);
  private static final int MOST_SAID = 8192;
  private static final Pattern FOLDER = Pattern.compile("/[A-Za-z0-9/._+-]{1,500}");

  /** Removes what a server with this mark left, makes a folder, says what system it is. */
  private static final String BEGIN =
      """
      umask 077
      base=${TMPDIR:-/tmp}
      for old in "$base"/muster-once.*; do
        if [ -d "$old" ] && [ ! -L "$old" ] && [ -O "$old" ] \\
            && [ "$(cat "$old/owner" 2>/dev/null)" = OWNER ]; then
          rm -rf "$old"
        fi
      done
      dir=$(mktemp -d "$base/muster-once.XXXXXXXXXX") || exit 1
      echo OWNER >"$dir/owner" || exit 1
      mkdir "$dir/state" || exit 1
      uname -s
      uname -m
      echo "$dir"
      """;

  /** The first start makes the archive of classes that makes the later ones fast. */
  private static final String UNPACK =
      """
      cd FOLDER || exit 1
      mkdir unpacked || exit 1
      gzip -dc pack.tar.gz | tar -xf - -C unpacked || exit 1
      rm -f pack.tar.gz
      mv unpacked/* exporter && rmdir unpacked || exit 1
      exec exporter/bin/muster-exporter --version
      """;

  private final Client client;
  private final SshAccess access;
  private final Semaphore uploads;

  OnceSetup(Client client, SshAccess access, Semaphore uploads) {
    this.client = client;
    this.access = access;
    this.uploads = uploads;
  }

  /** What a client said of itself. */
  private record Place(String system, String machine, String folder) {}

  /**
   * Puts it there.
   *
   * @return the folder, which has {@code exporter/bin/muster-exporter}
   * @throws SshException if it cannot be; nothing is left then
   */
  String prepare(SshConnection connection) throws SshException {
    var place = begin(connection);
    boolean done = false;
    try {
      upload(connection, place);
      done = true;
      return place.folder();
    } finally {
      if (!done) {
        discard(connection, place.folder());
      }
    }
  }

  private Place begin(SshConnection connection) throws SshException {
    String said = run(connection, BEGIN.replace("OWNER", owner()), ASKING);
    String[] lines = said.strip().split("\n", -1);
    if (lines.length < 3 || !FOLDER.matcher(lines[lines.length - 1]).matches()) {
      throw new SshException(
          Kind.FAILED,
          "its shell says \"" + OnceFolder.line(said) + "\" when asked for a temporary folder");
    }
    String system =
        switch (lines[lines.length - 3]) {
          case "Linux" -> "linux";
          case "Darwin" -> "macos";
          default -> lines[lines.length - 3].toLowerCase(Locale.ROOT);
        };
    String machine = lines[lines.length - 2];
    return new Place(
        system,
        switch (machine) {
          case "amd64" -> "x86_64";
          case "arm64" -> "aarch64";
          default -> machine;
        },
        lines[lines.length - 1]);
  }

  private void upload(SshConnection connection, Place place) throws SshException {
    Path pack =
        access
            .packs()
            .newest(place.system(), place.machine())
            .orElseThrow(() ->
                new SshException(
                    Kind.FAILED,
                    "there is no exporter packed for %s on %s; make one there by ./package and put it into distributions of the data folder"
                        .formatted(place.system(), place.machine())));
    try {
      uploads.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SshException(Kind.LOST, "the upload was given up", e);
    }
    try {
      connection.upload(pack, place.folder() + "/pack.tar.gz", 0, 0600, bytes -> {});
    } finally {
      uploads.release();
    }
    String version = run(connection, UNPACK.replace("FOLDER", place.folder()), UNPACKING);
    log.info(
        "msg=\"exporter is in a temporary folder\" client={} folder={} version=\"{}\"",
        client.name(),
        place.folder(),
        OnceFolder.line(version));
  }

  private static String run(SshConnection connection, String script, Duration patience)
      throws SshException {
    var result = connection.run("sh -s", script.getBytes(UTF_8), patience, MOST_SAID);
    if (result.exitStatus() != 0) {
      throw new SshException(
          Kind.FAILED,
          "the exporter cannot be put into a temporary folder: " + OnceFolder.line(result.error()));
    }
    return result.output();
  }

  /** Done all the same by a thread that was told to stop. */
  private void discard(SshConnection connection, String folder) {
    boolean interrupted = Thread.interrupted();
    try {
      run(connection, "rm -rf " + folder, ASKING);
    } catch (SshException e) {
      log.warn(
          "msg=\"a temporary folder stays\" client={} folder={} reason=\"{}\"",
          client.name(),
          folder,
          e.getMessage());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Two log-ins to one machine have a folder each. */
  private String owner() {
    String all =
        access.server()
            + ' '
            + client.ip()
            + ' '
            + client.ssh().port()
            + ' '
            + client.ssh().username();
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(all.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
