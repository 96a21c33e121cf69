package dev.muster.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;

/** The folder a server keeps everything in, for its owner's eyes alone (0700). */
final class DataFolder {
  private final Path folder;

  private DataFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens the folder, making it where there is none.
   *
   * @throws AppException if it cannot be made or written
   */
  static DataFolder openOrMake(Path folder) {
    try {
      boolean isNew = !Files.exists(folder);
      Files.createDirectories(folder);
      if (isPosix(folder)) {
        if (!isNew && isEverybodys(folder)) {
          throw new AppException(
              "everybody may write the folder " + folder + "; give --data a folder of its own");
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      }
    } catch (FileAlreadyExistsException e) {
      throw new AppException(folder + " is a file; give --data a folder", e);
    } catch (IOException e) {
      throw new AppException(
          "cannot make the data folder "
              + folder
              + " ("
              + reason(e)
              + "); give --data a folder"
              + " that this user may write",
          e);
    }
    var data = new DataFolder(folder);
    data.tryWriting();
    return data;
  }

  private static boolean isEverybodys(Path folder) throws IOException {
    return Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE);
  }

  private void tryWriting() {
    try {
      Files.delete(Files.createTempFile(folder, ".write", ".test"));
    } catch (IOException e) {
      throw new AppException(
          "the data folder "
              + folder
              + " cannot be written ("
              + reason(e)
              + "); give --data a"
              + " folder that this user may write, on a disk with space left",
          e);
    }
  }

  Path path() {
    return folder;
  }

  Path resolve(String name) {
    return folder.resolve(name);
  }

  boolean has(String name) {
    return Files.exists(resolve(name));
  }

  /**
   * Writes a file whole or not at all, readable by its owner alone.
   *
   * @throws AppException if it cannot be written
   */
  void write(Path file, String text) {
    try {
      var parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      var temporary = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(temporary);
      if (isPosix(folder)) {
        Files.createFile(
            temporary,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      var options =
          Set.of(
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING);
      try (var channel = FileChannel.open(temporary, options)) {
        var bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new AppException("cannot write " + file + " (" + reason(e) + ")", e);
    }
  }

  /** The attribute with which a file is made for its owner alone; none where there are no such. */
  static FileAttribute<?>[] ownersAlone(Path file) {
    return only(file, "rw-------");
  }

  /** The same for a folder. */
  static FileAttribute<?>[] ownersAloneFolder(Path folder) {
    return only(folder, "rwx------");
  }

  private static FileAttribute<?>[] only(Path path, String permissions) {
    return isPosix(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** Why the file system refused, in a few words. */
  static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException known when known.getReason() != null ->
          known.getReason().toLowerCase(Locale.ROOT);
      default -> e.getClass().getSimpleName() + ": " + e.getMessage();
    };
  }
}
