package dev.muster.archive;

import dev.muster.archive.NotificationGroup.Known;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Groups of alerts that were told together, acknowledgements, and what is noted of alerts. */
final class BridgeTable {
  /** How many rows of history are kept at most; the oldest go first. */
  static final long HISTORY_ROWS = 1_000_000;

  private BridgeTable() {}

  static List<NotificationGroup> groups(Connection connection) throws SQLException {
    var known = new HashMap<Long, Map<Long, Known>>();
    Rows.forEach(
        connection.prepareStatement("SELECT group_id, episode, state, time FROM notified"),
        row ->
            known
                .computeIfAbsent(row.getLong(1), id -> new HashMap<>())
                .put(
                    row.getLong(2),
                    new Known(
                        Known.State.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                        row.getLong(4))));
    return Rows.list(
        connection.prepareStatement(
            """
            SELECT id, receiver, group_key, labels, begun, notified, number
            FROM notification_group ORDER BY id
            """),
        row ->
            new NotificationGroup(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                LabelsText.read(row.getString(4)),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                known.getOrDefault(row.getLong(1), Map.of())));
  }

  static void saveGroup(Connection connection, NotificationGroup group) throws SQLException {
    try (var upsert =
        connection.prepareStatement(
            """
            INSERT INTO notification_group(id, receiver, group_key, labels, begun, notified, number)
            VALUES(?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT(id) DO UPDATE SET notified = excluded.notified, number = excluded.number
            """)) {
      upsert.setLong(1, group.id());
      upsert.setString(2, group.receiver());
      upsert.setString(3, group.key());
      upsert.setString(4, LabelsText.write(group.labels()));
      upsert.setLong(5, group.begun());
      upsert.setLong(6, group.notified());
      upsert.setLong(7, group.number());
      upsert.executeUpdate();
    }
    deleteWhere(connection, "DELETE FROM notified WHERE group_id = ?", group.id());
    try (var insert =
        connection.prepareStatement(
            "INSERT INTO notified(group_id, episode, state, time) VALUES(?, ?, ?, ?)")) {
      for (var known : group.known().entrySet()) {
        insert.setLong(1, group.id());
        insert.setLong(2, known.getKey());
        insert.setString(3, known.getValue().state().name().toLowerCase(Locale.ROOT));
        insert.setLong(4, known.getValue().time());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  static void dropGroup(Connection connection, long id) throws SQLException {
    deleteWhere(connection, "DELETE FROM notified WHERE group_id = ?", id);
    deleteWhere(connection, "DELETE FROM notification_group WHERE id = ?", id);
  }

  private static void deleteWhere(Connection connection, String sql, long id) throws SQLException {
    try (var delete = connection.prepareStatement(sql)) {
      delete.setLong(1, id);
      delete.executeUpdate();
    }
  }

  /** Of open alerts. */
  static List<Acknowledgement> acknowledgements(Connection connection) throws SQLException {
    return Rows.list(
        connection.prepareStatement(
            """
            SELECT a.episode, a.time, a.author, a.comment
            FROM acknowledgement a JOIN alert_episode e ON e.id = a.episode
            WHERE e.state <> 'resolved' ORDER BY a.time, a.episode
            """),
        row ->
            new Acknowledgement(
                row.getLong(1), row.getLong(2), row.getString(3), row.getString(4)));
  }

  /** False where no open alert has that id. */
  static boolean acknowledge(Connection connection, Acknowledgement seen) throws SQLException {
    try (var upsert =
        connection.prepareStatement(
            """
            INSERT INTO acknowledgement(episode, time, author, comment)
            SELECT id, ?2, ?3, ?4 FROM alert_episode WHERE id = ?1 AND state <> 'resolved'
            ON CONFLICT(episode) DO UPDATE SET time = excluded.time, author = excluded.author,
              comment = excluded.comment
            """)) {
      upsert.setLong(1, seen.episode());
      upsert.setLong(2, seen.time());
      upsert.setString(3, seen.author());
      upsert.setString(4, seen.comment());
      if (upsert.executeUpdate() == 0) {
        return false;
      }
    }
    noteAcknowledged(connection, seen);
    return true;
  }

  private static void noteAcknowledged(Connection connection, Acknowledgement seen)
      throws SQLException {
    String comment = seen.comment().isEmpty() ? "" : ": " + seen.comment();
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO alert_history(time, what, client, type, episode, mail, detail)
            SELECT ?2, 'acknowledged', client, type, id, NULL, ?3 FROM alert_episode WHERE id = ?1
            """)) {
      insert.setLong(1, seen.episode());
      insert.setLong(2, seen.time());
      insert.setString(3, "by " + seen.author() + comment);
      insert.executeUpdate();
    }
  }

  static void moveAcknowledgement(Connection connection, long from, long to) throws SQLException {
    try (var update =
        connection.prepareStatement(
            "UPDATE OR IGNORE acknowledgement SET episode = ? WHERE episode = ?")) {
      update.setLong(1, to);
      update.setLong(2, from);
      update.executeUpdate();
    }
  }

  static void note(Connection connection, List<HistoryEntry> entries) throws SQLException {
    if (entries.isEmpty()) {
      return;
    }
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO alert_history(time, what, client, type, episode, mail, detail)
            VALUES(?, ?, ?, ?, ?, (SELECT id FROM outbox WHERE message_id = ?), ?)
            """)) {
      for (var entry : entries) {
        insert.setLong(1, entry.time());
        insert.setString(2, entry.what());
        insert.setString(3, entry.client());
        insert.setString(4, entry.type());
        insert.setLong(5, entry.episode());
        insert.setString(6, entry.messageId());
        insert.setString(7, entry.detail());
        insert.addBatch();
      }
      insert.executeBatch();
    }
    dropMoreThan(connection, HISTORY_ROWS);
  }

  /** Ids only grow, so that their distance bounds the number of rows. */
  static void dropMoreThan(Connection connection, long rows) throws SQLException {
    deleteWhere(
        connection,
        "DELETE FROM alert_history WHERE id <= (SELECT max(id) FROM alert_history) - ?",
        rows);
  }

  static int dropHistoryBefore(Connection connection, long time, int limit) throws SQLException {
    try (var delete =
        connection.prepareStatement(
            """
            DELETE FROM alert_history WHERE id IN
              (SELECT id FROM alert_history WHERE time < ? LIMIT ?)
            """)) {
      delete.setLong(1, time);
      delete.setInt(2, limit);
      return delete.executeUpdate();
    }
  }

  /** What was last noted of the muting of open alerts. */
  static Map<Long, BridgeMemory.Mute> mutes(Connection connection) throws SQLException {
    var mutes = new HashMap<Long, BridgeMemory.Mute>();
    Rows.forEach(
        connection.prepareStatement(
            """
            SELECT h.episode, h.what, h.detail, h.time
            FROM alert_episode e JOIN alert_history h ON h.episode = e.id
            WHERE e.state <> 'resolved' AND h.what IN ('muted', 'unmuted') ORDER BY h.id
            """),
        row ->
            mutes.put(
                row.getLong(1),
                new BridgeMemory.Mute(
                    row.getString(2).equals("muted"), row.getString(3), row.getLong(4))));
    return mutes;
  }
}
