package dev.muster.console.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Writes the fleet file: whole or not at all, with the owner and mode it had; keeps old texts. */
final class FleetFileStore {
  /** Old texts that are kept; of more the oldest go. */
  static final int MOST_KEPT = 100;

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Path file;
  private final Path history;

  FleetFileStore(Path file, Path history) {
    this.file = file;
    this.history = history;
  }

  /** What is other as soon as a byte is: the SHA-256 of the file. */
  String version() throws IOException {
    return hash(Files.readAllBytes(file));
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Puts a text in the file's place, and the text that was there into the history.
   *
   * @throws IOException with the file as it was
   */
  void write(String text, Instant now) throws IOException {
    var real = file.toRealPath();
    keep(real, now);
    var fresh = Files.createTempFile(folder(real), "." + real.getFileName(), ".new");
    try {
      put(fresh, text.getBytes(StandardCharsets.UTF_8));
      takeOver(real, fresh);
      Files.move(fresh, real, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
    sync(folder(real));
  }

  private static Path folder(Path real) {
    var parent = real.getParent();
    return parent == null ? Path.of("/") : parent;
  }

  private static void put(Path fresh, byte[] bytes) throws IOException {
    try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      var rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  /** Gives the new file owner, group and mode of the old one. */
  private static void takeOver(Path old, Path fresh) throws IOException {
    var to = posix(fresh);
    var from = posix(old);
    if (from == null || to == null) {
      return;
    }
    PosixFileAttributes was = from.readAttributes();
    PosixFileAttributes is = to.readAttributes();
    if (!was.owner().equals(is.owner())) {
      to.setOwner(was.owner());
    }
    if (!was.group().equals(is.group())) {
      to.setGroup(was.group());
    }
    to.setPermissions(was.permissions());
  }

  private static @Nullable PosixFileAttributeView posix(Path path) {
    return Files.getFileAttributeView(path, PosixFileAttributeView.class);
  }

  private void keep(Path real, Instant now) throws IOException {
    Files.createDirectories(history);
    var folder = posix(history);
    if (folder != null) {
      folder.setPermissions(PosixFilePermissions.fromString("rwx------"));
    }
    var kept = history.resolve(NAME.format(now) + "-" + version().substring(0, 8) + ".xml");
    Files.copy(real, kept, StandardCopyOption.REPLACE_EXISTING);
    var copy = posix(kept);
    if (copy != null) {
      copy.setPermissions(PosixFilePermissions.fromString("rw-------"));
    }
    dropOldest();
  }

  private void dropOldest() throws IOException {
    try (var texts = Files.list(history)) {
      var old =
          texts
              .filter(text -> text.getFileName().toString().endsWith(".xml"))
              .sorted(Comparator.<Path>reverseOrder())
              .skip(MOST_KEPT)
              .toList();
      for (var text : old) {
        Files.deleteIfExists(text);
      }
    }
  }

  /** The new name is on the disk, too; where folders cannot be synced there is nothing to do. */
  private static void sync(Path folder) {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException notOnThisSystem) {
      return;
    }
  }
}
