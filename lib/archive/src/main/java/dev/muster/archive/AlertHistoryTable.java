package dev.muster.archive;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** What happened to alerts and to the mails about them. */
final class AlertHistoryTable {
  private AlertHistoryTable() {}

  /** Notes what became of a mail, for each alert that it was about. */
  static void noteMail(Connection connection, long mail, String what, long time, String words)
      throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO alert_history(time, what, client, type, episode, mail, detail)
            SELECT DISTINCT ?1, ?2, coalesce(h.client, ''), coalesce(h.type, ''), h.episode, o.id,
              o.recipient || ': ' || ?3
            FROM outbox o LEFT JOIN alert_history h ON h.mail = o.id
            WHERE o.id = ?4
            """)) {
      insert.setLong(1, time);
      insert.setString(2, what);
      insert.setString(3, words);
      insert.setLong(4, mail);
      insert.executeUpdate();
    }
  }

  static List<AlertEvent> events(Connection connection, AlertHistory.Filter filter)
      throws SQLException {
    var query =
        connection.prepareStatement(
            """
            SELECT id, time, what, client, type, episode, mail, detail FROM alert_history
            WHERE time BETWEEN ?1 AND ?2 AND (?3 = '' OR client = ?3) AND (?4 = '' OR type = ?4)
            ORDER BY time DESC, id DESC LIMIT ?5
            """);
    query.setLong(1, filter.from());
    query.setLong(2, filter.to());
    query.setString(3, filter.client());
    query.setString(4, filter.type());
    query.setInt(5, Math.max(0, filter.limit()));
    return Rows.list(query, AlertHistoryTable::event);
  }

  /** Of one alert, newest first. */
  static List<AlertEvent> ofEpisode(Connection connection, long episode, int limit)
      throws SQLException {
    var query =
        connection.prepareStatement(
            """
            SELECT id, time, what, client, type, episode, mail, detail FROM alert_history
            WHERE episode = ? ORDER BY time DESC, id DESC LIMIT ?
            """);
    query.setLong(1, episode);
    query.setInt(2, Math.max(0, limit));
    return Rows.list(query, AlertHistoryTable::event);
  }

  private static AlertEvent event(ResultSet row) throws SQLException {
    return new AlertEvent(
        row.getLong(1),
        row.getLong(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        Rows.nullableLong(row, 6),
        Rows.nullableLong(row, 7),
        row.getString(8));
  }
}
