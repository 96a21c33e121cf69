package dev.muster.app;

import dev.muster.archive.ArchiveFile;
import dev.muster.sqlite.DatabaseFile;
import dev.muster.sqlite.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes a backup of a data folder into a new folder, for its owner's eyes alone: files 0600,
 * folders 0700. What was made of one that failed is taken away again.
 */
final class BackupFolder {
  /** What is wanted beyond the sizes of the files, for what grows meanwhile. */
  private static final long SPARE_BYTES = 1 << 20;

  private final Path data;
  private final Path target;
  private final PrintWriter err;

  BackupFolder(Path data, Path target, PrintWriter err) {
    this.data = data;
    this.target = target;
    this.err = err;
  }

  /**
   * Backs up.
   *
   * @return the damaged places of the archive; the copy is without them
   * @throws AppException if something is missing, unreadable, or there is no room
   */
  List<String> write(BackupContents contents) {
    make();
    boolean whole = false;
    try {
      requireRoom(contents);
      var damaged = copyArchive();
      copyAccounts();
      for (var file : contents.files().entrySet()) {
        copy(file.getValue(), target.resolve(file.getKey()));
      }
      writeSums();
      whole = true;
      return damaged;
    } catch (IOException e) {
      throw new AppException(target + ": " + DataFolder.reason(e), e);
    } finally {
      if (!whole) {
        remove();
      }
    }
  }

  private void make() {
    var folder = target.toAbsolutePath().normalize();
    if (folder.startsWith(data.toAbsolutePath().normalize())) {
      throw new AppException(target + " lies in the data folder; name one outside of it");
    }
    try {
      Files.createDirectory(target, DataFolder.ownersAloneFolder(target));
    } catch (FileAlreadyExistsException e) {
      throw new AppException(target + " exists already; name a new folder", e);
    } catch (NoSuchFileException e) {
      throw new AppException(target + ": the folder it would lie in is not there; make it", e);
    } catch (IOException e) {
      throw new AppException(
          "cannot make the folder " + target + " (" + DataFolder.reason(e) + "); name another", e);
    }
  }

  private void requireRoom(BackupContents contents) throws IOException {
    long needed = SPARE_BYTES;
    needed += data.resolve(BackupContents.ARCHIVE).toFile().length();
    needed += data.resolve(BackupContents.ARCHIVE + "-wal").toFile().length();
    for (Path file : contents.files().values()) {
      needed += file.toFile().length();
    }
    long free = Files.getFileStore(target).getUsableSpace();
    if (free < needed) {
      throw new AppException(
          "%s: the disk has %s left, and up to %s are needed; name a folder on another one"
              .formatted(target, Sizes.of(free), Sizes.of(needed)));
    }
  }

  private List<String> copyArchive() {
    var copy = target.resolve(BackupContents.ARCHIVE);
    try (var archive = ArchiveFile.open(data.resolve(BackupContents.ARCHIVE))) {
      archive.backup(copy, ProgressBar.on(err, "copying  "));
    }
    try (var archive = ArchiveFile.open(copy)) {
      return archive.verify(ProgressBar.on(err, "verifying"));
    }
  }

  /** As of one moment, while a server changes it. */
  private void copyAccounts() {
    var accounts = data.resolve(Users.FILE);
    if (Files.exists(accounts)) {
      try (var file = DatabaseFile.open(accounts)) {
        file.backup(target.resolve(Users.FILE), Progress.NONE);
      }
    }
  }

  private void copy(Path from, Path to) throws IOException {
    var folder = to.getParent();
    if (folder != null) {
      Files.createDirectories(folder, DataFolder.ownersAloneFolder(target));
    }
    try (var in = Files.newInputStream(from)) {
      Files.createFile(to, DataFolder.ownersAlone(target));
      try (var out = Files.newOutputStream(to)) {
        in.transferTo(out);
      }
    } catch (java.nio.file.AccessDeniedException e) {
      throw new AppException(
          "cannot read " + from + "; run this as the user that runs the server", e);
    }
  }

  private void writeSums() throws IOException {
    var bar = ProgressBar.on(err, "summing  ");
    List<Path> files;
    try (Stream<Path> found = Files.walk(target)) {
      files = found.filter(Files::isRegularFile).toList();
    }
    long all = files.stream().mapToLong(file -> file.toFile().length()).sum();
    long done = 0;
    var sums = new TreeMap<String, String>();
    for (Path file : files) {
      long before = done;
      String sum = BackupSums.sum(file, read -> bar.at(before + read, all));
      sums.put(target.relativize(file).toString().replace('\\', '/'), sum);
      done += Files.size(file);
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
    bar.at(all, all);
    DataFolder.openOrMake(target).write(target.resolve(BackupSums.FILE), BackupSums.render(sums));
  }

  private void remove() {
    try (Stream<Path> made = Files.walk(target)) {
      for (Path path : made.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      err.println("muster: " + target + ": remove what is left of it (" + e.getMessage() + ")");
    }
  }
}
