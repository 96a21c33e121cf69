package dev.muster.archive;

import dev.muster.metrics.Matcher;
import dev.muster.sqlite.Database;
import dev.muster.sqlite.DatabaseException;
import dev.muster.sqlite.DatabaseFile;
import dev.muster.sqlite.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An archive file looked at from outside, whether a server is writing it or not: nothing of it is
 * changed, and the server does not wait.
 */
public final class ArchiveFile implements AutoCloseable {
  private final Path path;
  private final DatabaseFile file;

  private ArchiveFile(Path path, DatabaseFile file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Opens an archive of this version.
   *
   * @throws DatabaseException if it is not there, no archive, or of another version
   */
  public static ArchiveFile open(Path path) {
    var file = DatabaseFile.open(path);
    try {
      requireVersion(path, file.version());
      return new ArchiveFile(path, file);
    } catch (DatabaseException e) {
      file.close();
      throw e;
    }
  }

  private static void requireVersion(Path path, int version) {
    int wanted = ArchiveSchema.MIGRATIONS.size();
    if (version == 0) {
      throw new DatabaseException(path + ": is no archive of Muster; name its archive.db");
    }
    if (version < wanted) {
      throw new DatabaseException(
          "%s: is of format %d, and this is format %d; start the server on it once, which brings it up to date"
              .formatted(path, version, wanted));
    }
    if (version > wanted) {
      throw new DatabaseException(
          "%s: was written by a newer version of Muster (format %d, this one knows up to %d); use that version"
              .formatted(path, version, wanted));
    }
  }

  public ArchiveStats stats() {
    return file.read(connection -> new StatsReading(connection).of(path));
  }

  /**
   * Reads all of it: pages and indexes, checksums, and whether every column can be read.
   *
   * @return each damaged place with what is wrong there, a hundred at most of a kind; empty where
   *     all is well
   */
  public List<String> verify(Progress progress) {
    var found = new ArrayList<>(file.problems());
    var damage = new DamageLog((place, reason) -> found.add(place + ": " + reason));
    try {
      file.read(connection -> {
        new FileCheck(connection, damage, progress).run();
        return true;
      });
    } catch (DatabaseException e) {
      if (found.isEmpty()) {
        throw e;
      }
      found.add(String.valueOf(e.getMessage()));
    }
    return List.copyOf(found);
  }

  /**
   * Hands on the samples of all series that pass all matchers of one of the lists, as they are now:
   * series by metric and labels, the samples of each by time. Memory holds two million samples at
   * most.
   *
   * @param fromMillis no sample before this time
   * @param toMillis none after it
   * @return damaged places, whose samples are left out; empty where all is well
   * @throws DatabaseException if the file cannot be read
   */
  public List<String> export(
      List<List<Matcher>> matchers,
      long fromMillis,
      long toMillis,
      ExportSink sink,
      Progress progress) {
    var found = new ArrayList<String>();
    var damage = new DamageLog((place, reason) -> found.add(place + ": " + reason));
    file.read(connection -> {
      new ArchiveExport(path, connection, damage)
          .run(matchers, fromMillis, toMillis, sink, progress);
      return true;
    });
    return List.copyOf(found);
  }

  /** What a digest of the fleet says of the past. */
  public DigestHistory digestHistory() {
    return new DigestHistory() {
      @Override
      public List<AlertRecord> alerts(long from, long to, int limit) {
        return file.read(connection -> DigestTable.alerts(connection, from, to, limit));
      }

      @Override
      public MailCounts mails(long from, long to) {
        return file.read(connection -> DigestTable.mails(connection, from, to));
      }

      @Override
      public Set<String> seen() {
        return file.read(DigestTable::seen);
      }
    };
  }

  /**
   * Copies it as it is now into a new file, whole or not at all.
   *
   * @throws DatabaseException if the target exists or cannot be written
   */
  public void backup(Path target, Progress progress) {
    file.backup(target, progress);
  }

  /**
   * Gives all free pages back to the disk. No server may be writing the file.
   *
   * @return how many bytes that were
   * @throws DatabaseException if it is not there, no archive, or a server is writing it
   */
  public static long vacuum(Path path, Progress progress) {
    open(path).close();
    try (var database = Database.open(path, ArchiveSchema.MIGRATIONS)) {
      long pages = database.read(Vacuum::freePages);
      long given = 0;
      for (int step = 1; step > 0; ) {
        progress.at(given, pages);
        step = database.writeAndWait(Vacuum::step);
        given += step;
      }
      progress.at(pages, pages);
      return given * database.read(Vacuum::pageSize);
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
