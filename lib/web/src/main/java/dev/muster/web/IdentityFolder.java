package dev.muster.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder (0700) of identities, each {@code NAME.key} (0600) and {@code NAME.pem}.
 *
 * <p>A file is written beside its place, forced to disk and renamed; the key goes first, so that
 * the certificate's file says "complete" and a process killed in between leaves a key alone, which
 * counts as nothing. A lock file keeps two processes from making the same pair at once.
 */
final class IdentityFolder {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final long MAX_TEXT_BYTES = 64L << 20;
  private static final ReentrantLock LOCK = new ReentrantLock();

  private final Path folder;

  private IdentityFolder(Path folder) {
    this.folder = folder;
  }

  static IdentityFolder openOrMake(Path folder) {
    try {
      if (!Files.isDirectory(folder)) {
        var parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.createDirectories(folder, permissions("rwx------"));
        restrictAcl(folder);
      }
      return new IdentityFolder(folder);
    } catch (IOException failed) {
      throw unwritable(folder, failed);
    }
  }

  Path file(String file) {
    return folder.resolve(file);
  }

  boolean has(String file) {
    return Files.exists(folder.resolve(file));
  }

  FileState state(String file) {
    return FileState.of(folder.resolve(file));
  }

  /** The text of a file; empty where there is none. */
  Optional<String> text(String file) {
    return has(file)
        ? Optional.of(Pem.readText(folder.resolve(file), MAX_TEXT_BYTES))
        : Optional.empty();
  }

  /** Adds to the end of a file, and forces it to disk. */
  void append(String file, String text) {
    try (var out =
        FileChannel.open(
            folder.resolve(file),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            permissions("rw-r--r--"))) {
      writeAll(out, text);
      out.force(true);
      forceFolder();
    } catch (IOException failed) {
      throw unwritable(folder, failed);
    }
  }

  /** Writes a file that anybody may read anew, whole or not at all. */
  void replace(String file, String text) {
    replace(file, text, "rw-r--r--");
  }

  void replace(String file, String text, String permissions) {
    try {
      write(folder.resolve(file), text, permissions);
    } catch (IOException failed) {
      throw unwritable(folder, failed);
    }
  }

  void delete(String file) {
    try {
      Files.deleteIfExists(folder.resolve(file));
    } catch (IOException failed) {
      throw unwritable(folder, failed);
    }
  }

  /** The names of those that have a key. */
  Stream<String> names() {
    try (var files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(file -> file.endsWith(".key"))
          .map(file -> file.substring(0, file.length() - ".key".length()))
          .sorted()
          .toList()
          .stream();
    } catch (IOException failed) {
      throw unwritable(folder, failed);
    }
  }

  /** Does something while no other process or thread changes the folder. */
  <T> T locked(Supplier<T> work) {
    LOCK.lock();
    try (var channel =
            FileChannel.open(
                folder.resolve(".lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                permissions("rw-------"));
        var held = channel.lock()) {
      if (!held.isValid()) {
        throw new WebConfigException(folder + ": cannot be locked");
      }
      return work.get();
    } catch (IOException failed) {
      throw unwritable(folder, failed);
    } finally {
      LOCK.unlock();
    }
  }

  /**
   * The identity of that name, or empty where none was made to the end.
   *
   * @throws WebConfigException if it is damaged, or its key is missing
   */
  Optional<Identity> read(String name) {
    requireName(name);
    var certificate = folder.resolve(name + ".pem");
    var key = folder.resolve(name + ".key");
    if (!Files.exists(certificate)) {
      return Optional.empty();
    }
    if (!Files.exists(key)) {
      throw new WebConfigException(
          key + ": missing; put it back, or delete " + certificate + " to have both made anew");
    }
    return Optional.of(Identity.read(certificate, key));
  }

  /** The identity of that name, made under the lock where there is none. */
  Identity readOrMake(String name, Supplier<Identity> maker) {
    return read(name).orElseGet(() -> locked(() -> read(name).orElseGet(maker)));
  }

  void write(String name, String key, String certificates) {
    requireName(name);
    try {
      write(folder.resolve(name + ".key"), key, "rw-------");
      write(folder.resolve(name + ".pem"), certificates, "rw-r--r--");
    } catch (IOException failed) {
      throw unwritable(folder, failed);
    }
  }

  private static void requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + name + "' cannot name an identity; use up to 64 letters, digits, '.', '_' and '-'");
    }
  }

  private void write(Path file, String text, String permissions) throws IOException {
    var beside = folder.resolve(file.getFileName() + ".tmp");
    Files.deleteIfExists(beside);
    try (var out =
        FileChannel.open(
            beside,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            permissions(permissions))) {
      restrictAcl(beside);
      writeAll(out, text);
      out.force(true);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceFolder();
  }

  private static void writeAll(FileChannel out, String text) throws IOException {
    var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /** Makes the rename durable; Windows neither needs nor allows it. */
  private void forceFolder() throws IOException {
    if (POSIX) {
      try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
        directory.force(true);
      }
    }
  }

  private static FileAttribute<?>[] permissions(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /** The owner alone, where permissions are access-control lists (Windows). */
  private static void restrictAcl(Path file) throws IOException {
    var view = Files.getFileAttributeView(file, AclFileAttributeView.class);
    if (!POSIX && view != null) {
      var owner =
          AclEntry.newBuilder()
              .setType(AclEntryType.ALLOW)
              .setPrincipal(view.getOwner())
              .setPermissions(EnumSet.allOf(AclEntryPermission.class))
              .build();
      view.setAcl(List.of(owner));
    }
  }

  private static WebConfigException unwritable(Path folder, IOException failed) {
    return new WebConfigException(
        folder
            + ": certificates cannot be kept there ("
            + failed.getMessage()
            + "); give this account a folder it may write to",
        failed);
  }
}
