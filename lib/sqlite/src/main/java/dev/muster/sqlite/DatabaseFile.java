package dev.muster.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A database that another process may be writing, looked at from outside: each read sees one state
 * of it, and no read keeps the writer waiting. Not for several threads.
 */
public final class DatabaseFile implements AutoCloseable {
  private static final int MOST_PROBLEMS = 100;

  private final Path file;
  private final Connection connection;

  private DatabaseFile(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /**
   * Opens a file that is there.
   *
   * @throws DatabaseException if it is not, or is no database, or cannot be read
   */
  public static DatabaseFile open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DatabaseException(file + ": there is no such file; name the one you mean");
    }
    var opened = new DatabaseFile(file, Connections.reader(file));
    try {
      // The first look at the file says whether it is a database at all.
      opened.read(c -> number(c, "SELECT count(*) FROM sqlite_schema"));
      return opened;
    } catch (DatabaseException e) {
      opened.close();
      throw e;
    }
  }

  /** The version of its schema; 0 where it was not made by Muster. */
  public int version() {
    return Math.toIntExact(read(c -> number(c, "PRAGMA user_version")));
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      return Schema.number(statement, sql);
    }
  }

  /**
   * Reads one state of the file.
   *
   * @throws DatabaseException if the work fails
   */
  public <T> T read(Database.Work<T> work) {
    try (var statement = connection.createStatement()) {
      statement.execute("BEGIN");
      try {
        return work.on(connection);
      } finally {
        statement.execute("ROLLBACK");
      }
    } catch (SQLException e) {
      throw Failure.of(file, e);
    }
  }

  /** What SQLite finds wrong with the pages and indexes of the file; empty where all is well. */
  public List<String> problems() {
    return read(connection -> {
      var found = new ArrayList<String>();
      try (var statement = connection.createStatement();
          var rows = statement.executeQuery("PRAGMA integrity_check(" + MOST_PROBLEMS + ")")) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
      return found.equals(List.of("ok")) ? List.of() : List.copyOf(found);
    });
  }

  /**
   * Copies the file as it is now into a new one, whole or not at all.
   *
   * @throws DatabaseException if the target exists or cannot be written
   */
  public void backup(Path target, Progress progress) {
    Backup.write(file, target, progress);
  }

  @Override
  public void close() {
    Connections.closeQuietly(connection);
  }
}
