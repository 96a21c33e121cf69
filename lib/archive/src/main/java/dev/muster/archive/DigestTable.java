package dev.muster.archive;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** How far digests have come, in the file, and what they tell of. */
final class DigestTable {
  private DigestTable() {}

  static String script() {
    return """
    CREATE TABLE event_digest(
      client TEXT NOT NULL, after_id INTEGER NOT NULL, until_id INTEGER NOT NULL,
      since INTEGER NOT NULL, PRIMARY KEY(client, after_id)) WITHOUT ROWID;
    CREATE TABLE fleet_digest(
      plan TEXT PRIMARY KEY, due INTEGER NOT NULL, made INTEGER NOT NULL) WITHOUT ROWID;
    """;
  }

  static List<DigestStore.Pending> pending(Connection connection) throws SQLException {
    return Rows.list(
        connection.prepareStatement(
            "SELECT client, after_id, until_id, since FROM event_digest ORDER BY client, after_id"),
        row ->
            new DigestStore.Pending(
                row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4)));
  }

  static List<DigestStore.Made> made(Connection connection) throws SQLException {
    return Rows.list(
        connection.prepareStatement("SELECT plan, due, made FROM fleet_digest ORDER BY plan"),
        row -> new DigestStore.Made(row.getString(1), row.getLong(2), row.getLong(3)));
  }

  /** Writes a change but for its mails; false where what it is based on is no more. */
  static boolean change(Connection connection, DigestStore.Change change) throws SQLException {
    if (!pending(connection).containsAll(change.gone())) {
      return false;
    }
    for (var gone : change.gone()) {
      try (var delete =
          connection.prepareStatement(
              "DELETE FROM event_digest WHERE client = ? AND after_id = ?")) {
        delete.setString(1, gone.client());
        delete.setLong(2, gone.after());
        delete.executeUpdate();
      }
    }
    for (var pending : change.pending()) {
      put(connection, pending);
    }
    for (var made : change.made()) {
      put(connection, made);
    }
    for (var plan : change.forgotten()) {
      try (var delete = connection.prepareStatement("DELETE FROM fleet_digest WHERE plan = ?")) {
        delete.setString(1, plan);
        delete.executeUpdate();
      }
    }
    return true;
  }

  private static void put(Connection connection, DigestStore.Pending pending) throws SQLException {
    try (var upsert =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO event_digest(client, after_id, until_id, since)"
                + " VALUES(?, ?, ?, ?)")) {
      upsert.setString(1, pending.client());
      upsert.setLong(2, pending.after());
      upsert.setLong(3, pending.until());
      upsert.setLong(4, pending.since());
      upsert.executeUpdate();
    }
  }

  private static void put(Connection connection, DigestStore.Made made) throws SQLException {
    try (var upsert =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO fleet_digest(plan, due, made) VALUES(?, ?, ?)")) {
      upsert.setString(1, made.plan());
      upsert.setLong(2, made.due());
      upsert.setLong(3, made.made());
      upsert.executeUpdate();
    }
  }

  static List<AlertRecord> alerts(Connection connection, long from, long to, int limit)
      throws SQLException {
    var query =
        connection.prepareStatement(
            """
            SELECT id, client, type, state, value, limit_value, detail, active_since, fired_at,
              resolved_at
            FROM alert_episode
            WHERE active_since < ? AND fired_at IS NOT NULL
              AND (resolved_at IS NULL OR resolved_at >= ?)
            ORDER BY active_since, id LIMIT ?
            """);
    query.setLong(1, to);
    query.setLong(2, from);
    query.setInt(3, Math.max(0, limit));
    return Rows.list(query, AlertTable::alert);
  }

  static DigestHistory.MailCounts mails(Connection connection, long from, long to)
      throws SQLException {
    var query =
        connection.prepareStatement(
            """
            SELECT coalesce(sum(state = 'sent'), 0), coalesce(sum(state = 'queued'), 0),
              coalesce(sum(state = 'refused'), 0)
            FROM outbox WHERE created >= ? AND created < ?
            """);
    query.setLong(1, from);
    query.setLong(2, to);
    return Rows.list(
            query, row -> new DigestHistory.MailCounts(row.getInt(1), row.getInt(2), row.getInt(3)))
        .getFirst();
  }

  static Set<String> seen(Connection connection) throws SQLException {
    return Set.copyOf(
        Rows.list(
            connection.prepareStatement(
                "SELECT client FROM client_reading WHERE last_seen IS NOT NULL"),
            row -> row.getString(1)));
  }
}
