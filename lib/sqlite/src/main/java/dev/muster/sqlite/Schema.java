package dev.muster.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a file to the newest version, each step in one transaction. */
final class Schema {
  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

  private final Path file;
  private final List<Migration> migrations;

  Schema(Path file, List<Migration> migrations) {
    this.file = file;
    this.migrations = List.copyOf(migrations);
    for (int i = 0; i < migrations.size(); i++) {
      if (migrations.get(i).version() != i + 1) {
        throw new IllegalArgumentException("migrations must count from 1 without gaps");
      }
    }
  }

  void bringUpToDate(Connection connection) {
    try (var statement = connection.createStatement()) {
      int version = (int) number(statement, "PRAGMA user_version");
      if (version > migrations.size()) {
        throw new DatabaseException(
            "%s: was written by a newer version of Muster (format %d, this one knows up to %d); start that version, or name another file"
                .formatted(file, version, migrations.size()));
      }
      if (version == 0 && number(statement, "SELECT count(*) FROM sqlite_schema") > 0) {
        throw new DatabaseException(
            file + ": is a database of another program; name another file, or move this one away");
      }
      for (var step : migrations.subList(version, migrations.size())) {
        apply(statement, step);
      }
    } catch (SQLException e) {
      throw Failure.of(file, e);
    }
  }

  private void apply(Statement statement, Migration step) throws SQLException {
    statement.execute("BEGIN IMMEDIATE");
    try {
      // executeUpdate runs every statement of the text, execute only the first.
      statement.executeUpdate(step.script());
      statement.execute("PRAGMA user_version=" + step.version());
      statement.execute("COMMIT");
    } catch (SQLException e) {
      rollBack(statement, e);
      throw e;
    }
    LOG.info("msg=\"schema migrated\" file={} version={}", file, step.version());
  }

  private static void rollBack(Statement statement, SQLException cause) {
    try {
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  static long number(Statement statement, String query) throws SQLException {
    try (var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
