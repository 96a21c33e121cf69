package dev.muster.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a compact, consistent copy of a database, whole or not at all: until it is on the disk it
 * has another name.
 */
final class Backup {
  private static final Logger LOG = LoggerFactory.getLogger(Backup.class);
  private static final long TELL_MILLIS = 100;
  private static final int CORRUPT = 11;

  private final Path file;
  private final Path target;
  private final Path partial;

  private Backup(Path file, Path target) {
    this.file = file;
    this.target = target;
    this.partial = target.resolveSibling(target.getFileName() + ".partial");
  }

  static void write(Path file, Path target, Progress progress) {
    if (Files.exists(target)) {
      throw new DatabaseException(target + ": exists already; name a new file");
    }
    new Backup(file, target).run(progress);
  }

  private void run(Progress progress) {
    try {
      dropPartial();
      Connections.makePrivate(partial);
      copy(progress);
      try (var channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(partial, target);
    } catch (IOException e) {
      throw Failure.ofFiles(target, e);
    } finally {
      dropQuietly();
    }
  }

  private void copy(Progress progress) {
    Connection connection = Connections.maintenance(file);
    try (var watch = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
        var copy = connection.prepareStatement("VACUUM INTO ?")) {
      long bytes = bytesInUse(connection);
      progress.at(0, bytes);
      var telling =
          watch.scheduleWithFixedDelay(
              () -> progress.at(Math.min(bytes, partial.toFile().length()), bytes),
              TELL_MILLIS,
              TELL_MILLIS,
              TimeUnit.MILLISECONDS);
      copy.setString(1, partial.toString());
      copy.executeUpdate();
      telling.cancel(false);
      progress.at(bytes, bytes);
    } catch (SQLException e) {
      throw Failure.of((e.getErrorCode() & 0xff) == CORRUPT ? file : target, e);
    } finally {
      Connections.closeQuietly(connection);
    }
  }

  private static long bytesInUse(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      long pages = Schema.number(statement, "PRAGMA page_count");
      pages -= Schema.number(statement, "PRAGMA freelist_count");
      return pages * Schema.number(statement, "PRAGMA page_size");
    }
  }

  /** A journal that a killed copy has left would be played back into the next one. */
  private void dropPartial() throws IOException {
    Files.deleteIfExists(partial.resolveSibling(partial.getFileName() + "-journal"));
    Files.deleteIfExists(partial);
  }

  private void dropQuietly() {
    try {
      dropPartial();
    } catch (IOException e) {
      LOG.warn("msg=\"unfinished backup left\" file={} reason=\"{}\"", partial, e.getMessage());
    }
  }
}
