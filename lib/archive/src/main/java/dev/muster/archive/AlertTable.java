package dev.muster.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Episodes of alerts in the file. */
final class AlertTable {
  private static final String SELECT =
      """
      SELECT id, client, type, state, value, limit_value, detail, active_since, fired_at, resolved_at
      FROM alert_episode
      """;

  private AlertTable() {}

  /** Those of limits. */
  static List<AlertRecord> open(Connection connection) throws SQLException {
    return Rows.list(
        connection.prepareStatement(
            SELECT
                + "WHERE state <> 'resolved' AND id NOT IN (SELECT episode FROM posted_alert) ORDER"
                + " BY id"),
        AlertTable::alert);
  }

  /** Newest first, open ones before resolved ones. */
  static List<AlertRecord> newest(Connection connection, int limit) throws SQLException {
    var query =
        connection.prepareStatement(
            SELECT + "ORDER BY state = 'resolved', active_since DESC, id DESC LIMIT ?");
    query.setInt(1, Math.max(0, limit));
    return Rows.list(query, AlertTable::alert);
  }

  /** The episode whose columns come first in a row, as SELECT has them. */
  static AlertRecord alert(ResultSet row) throws SQLException {
    return new AlertRecord(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        AlertRecord.State.valueOf(row.getString(4).toUpperCase(Locale.ROOT)),
        number(row, 5),
        number(row, 6),
        row.getString(7),
        row.getLong(8),
        Rows.nullableLong(row, 9),
        Rows.nullableLong(row, 10));
  }

  /** NULL is what SQLite makes of a NaN. */
  private static double number(ResultSet row, int column) throws SQLException {
    Double value = Rows.nullableDouble(row, column);
    return value == null ? Double.NaN : value;
  }

  /** Inserts or updates an episode; its id. */
  static long save(Connection connection, AlertRecord alert) throws SQLException {
    if (alert.id() == 0) {
      insert(connection, alert, "");
      return Rows.number(connection.prepareStatement("SELECT last_insert_rowid()"), 0);
    }
    update(connection, alert, null);
    return alert.id();
  }

  /** Inserts an episode under the id it has, or under the next one where it has none. */
  static void insert(Connection connection, AlertRecord alert, String cause) throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO alert_episode(client, type, state, value, limit_value, detail,
              active_since, fired_at, resolved_at, cause, id)
            VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      bind(insert, alert);
      insert.setString(10, cause);
      Rows.setLong(insert, 11, alert.id() == 0 ? null : alert.id());
      insert.executeUpdate();
    }
  }

  /**
   * Updates an episode.
   *
   * @param cause null to leave it
   */
  static void update(Connection connection, AlertRecord alert, @Nullable String cause)
      throws SQLException {
    try (var update =
        connection.prepareStatement(
            """
            UPDATE alert_episode SET client = ?, type = ?, state = ?, value = ?, limit_value = ?,
              detail = ?, active_since = ?, fired_at = ?, resolved_at = ?,
              cause = coalesce(?, cause) WHERE id = ?
            """)) {
      bind(update, alert);
      update.setString(10, cause);
      update.setLong(11, alert.id());
      if (update.executeUpdate() == 0) {
        throw new SQLException("there is no alert with id " + alert.id());
      }
    }
  }

  private static void bind(PreparedStatement statement, AlertRecord alert) throws SQLException {
    statement.setString(1, alert.client());
    statement.setString(2, alert.type());
    statement.setString(3, alert.state().name().toLowerCase(Locale.ROOT));
    statement.setDouble(4, alert.value());
    statement.setDouble(5, alert.limit());
    statement.setString(6, alert.detail());
    statement.setLong(7, alert.activeSince());
    Rows.setLong(statement, 8, alert.firedAt());
    Rows.setLong(statement, 9, alert.resolvedAt());
  }

  /** The highest id an episode ever had. */
  static long lastId(Connection connection) throws SQLException {
    return Rows.number(
        connection.prepareStatement("SELECT seq FROM sqlite_sequence WHERE name = 'alert_episode'"),
        0);
  }

  static void drop(Connection connection, long id) throws SQLException {
    try (var delete =
        connection.prepareStatement(
            "DELETE FROM alert_episode WHERE id = ? AND state = 'pending'")) {
      delete.setLong(1, id);
      delete.executeUpdate();
    }
  }

  /** Drops some of the alerts that were resolved before a time; how many. */
  static int dropBefore(Connection connection, long time, int limit) throws SQLException {
    try (var delete =
        connection.prepareStatement(
            """
            DELETE FROM alert_episode WHERE id IN
              (SELECT id FROM alert_episode
               WHERE active_since < ?1 AND state = 'resolved' AND resolved_at < ?1 LIMIT ?2)
            """)) {
      delete.setLong(1, time);
      delete.setInt(2, limit);
      return delete.executeUpdate();
    }
  }
}
