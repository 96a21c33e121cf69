package dev.muster.sqlite;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/** Opens connections with the settings each use wants. */
final class Connections {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  /** How long a connection waits for a program that has locked the file. */
  private static final int BUSY_MILLIS = 5_000;

  /** A log that grew past this is cut back to it when it starts anew. */
  private static final int LOG_BYTES = 16 << 20;

  private static final List<String> WRITER =
      List.of(
          "PRAGMA page_size=4096",
          "PRAGMA auto_vacuum=INCREMENTAL",
          "PRAGMA synchronous=FULL",
          "PRAGMA foreign_keys=ON",
          "PRAGMA temp_store=MEMORY",
          "PRAGMA cache_size=-4000",
          "PRAGMA wal_autocheckpoint=0",
          "PRAGMA journal_size_limit=" + LOG_BYTES);
  private static final List<String> READER =
      List.of("PRAGMA query_only=ON", "PRAGMA temp_store=MEMORY", "PRAGMA cache_size=-2000");

  private Connections() {}

  /** Makes the file where there is none, for its owner alone. */
  static void make(Path file) {
    try {
      makePrivate(file);
    } catch (IOException e) {
      throw Failure.ofFiles(file, e);
    }
  }

  static void makePrivate(Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    try {
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        var ownerOnly =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Files.createFile(file, ownerOnly);
      } else {
        Files.createFile(file);
      }
    } catch (FileAlreadyExistsException e) {
      LOG.debug("msg=\"file made meanwhile\" file={}", file);
    }
  }

  static Connection writer(Path file) {
    Connection connection = open(file);
    try {
      WRITER.subList(0, 2).forEach(pragma -> execute(file, connection, pragma));
      requireWriteAheadLog(file, connection);
      WRITER.subList(2, WRITER.size()).forEach(pragma -> execute(file, connection, pragma));
      return connection;
    } catch (RuntimeException e) {
      closeQuietly(connection);
      throw e;
    }
  }

  static Connection reader(Path file) {
    return with(file, READER);
  }

  /** For work beside the writer that only moves pages. */
  static Connection maintenance(Path file) {
    return with(file, List.of("PRAGMA synchronous=FULL", "PRAGMA wal_autocheckpoint=0"));
  }

  private static Connection with(Path file, List<String> pragmas) {
    Connection connection = open(file);
    try {
      pragmas.forEach(pragma -> execute(file, connection, pragma));
      return connection;
    } catch (RuntimeException e) {
      closeQuietly(connection);
      throw e;
    }
  }

  private static Connection open(Path file) {
    if (file.toString().indexOf('?') >= 0) {
      throw new DatabaseException(
          file + ": a database's path cannot hold a question mark; choose another folder");
    }
    try {
      Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, settings());
      execute(file, connection, "PRAGMA busy_timeout=" + BUSY_MILLIS);
      return connection;
    } catch (SQLException e) {
      throw Failure.of(file, e);
    }
  }

  /**
   * Without keys of inserted rows, which cost a query for each change, and which nobody asks for.
   */
  private static Properties settings() {
    var settings = new Properties();
    settings.setProperty(SQLiteConfig.Pragma.JDBC_GET_GENERATED_KEYS.pragmaName, "false");
    return settings;
  }

  private static void requireWriteAheadLog(Path file, Connection connection) {
    try (var statement = connection.createStatement();
        var mode = statement.executeQuery("PRAGMA journal_mode=WAL")) {
      if (!mode.next() || !"wal".equalsIgnoreCase(mode.getString(1))) {
        throw new DatabaseException(
            file + ": no write-ahead log can be kept there; put it on a local disk");
      }
    } catch (SQLException e) {
      throw Failure.of(file, e);
    }
  }

  private static void execute(Path file, Connection connection, String pragma) {
    try (var statement = connection.createStatement()) {
      statement.execute(pragma);
    } catch (SQLException e) {
      throw Failure.of(file, e);
    }
  }

  static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("msg=\"database close failed\" error=\"{}\"", e.getMessage());
    }
  }
}
