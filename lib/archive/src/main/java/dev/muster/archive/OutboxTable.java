package dev.muster.archive;

import dev.muster.archive.FleetStatus.MailText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Mails, and what goes to other receivers, until these have it and as long as it is kept after. */
final class OutboxTable {
  private OutboxTable() {}

  /** Queues a mail, due at once; one whose Message-ID is there already is left as it is. */
  static void queue(Connection connection, OutgoingMail mail, long now) throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO outbox(
              message_id, recipient, subject, text, message, state, created, next_attempt,
              receiver)
            VALUES(?, ?, ?, ?, ?, 'queued', ?, 0, ?) ON CONFLICT(message_id) DO NOTHING
            """)) {
      insert.setString(1, mail.messageId());
      insert.setString(2, mail.recipient());
      insert.setString(3, mail.subject());
      insert.setString(4, mail.text());
      insert.setString(5, mail.message());
      insert.setLong(6, now);
      insert.setString(7, mail.receiver());
      insert.executeUpdate();
    }
  }

  static List<QueuedMail> due(Connection connection, String receiver, long now, int limit)
      throws SQLException {
    var query =
        connection.prepareStatement(
            """
            SELECT id, message_id, recipient, subject, text, message, receiver, attempts, created
            FROM outbox
            WHERE state = 'queued' AND receiver = ? AND next_attempt <= ? ORDER BY id LIMIT ?
            """);
    query.setString(1, receiver);
    query.setLong(2, now);
    query.setInt(3, Math.max(0, limit));
    return Rows.list(
        query,
        row ->
            new QueuedMail(
                row.getLong(1),
                new OutgoingMail(
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    row.getString(7)),
                row.getInt(8),
                row.getLong(9)));
  }

  static Optional<MailText> text(Connection connection, long id) throws SQLException {
    var query =
        connection.prepareStatement("SELECT recipient, subject, text FROM outbox WHERE id = ?");
    query.setLong(1, id);
    return Rows.list(
            query, row -> new MailText(row.getString(1), row.getString(2), row.getString(3)))
        .stream()
        .findFirst();
  }

  static long nextDue(Connection connection, String receiver) throws SQLException {
    var query =
        connection.prepareStatement(
            "SELECT min(next_attempt) FROM outbox WHERE state = 'queued' AND receiver = ?");
    query.setString(1, receiver);
    return Rows.number(query, Long.MAX_VALUE);
  }

  static Map<String, Outbox.Waiting> waiting(Connection connection) throws SQLException {
    var query =
        connection.prepareStatement(
            """
            SELECT receiver, count(*), min(created) FROM outbox WHERE state = 'queued'
            GROUP BY receiver
            """);
    var waiting = new HashMap<String, Outbox.Waiting>();
    Rows.forEach(
        query,
        row -> waiting.put(row.getString(1), new Outbox.Waiting(row.getInt(2), row.getLong(3))));
    return waiting;
  }

  static Map<String, Integer> mailsSince(Connection connection, long since) throws SQLException {
    var query =
        connection.prepareStatement(
            """
            SELECT recipient, count(*) FROM outbox WHERE receiver = '' AND id IN
              (SELECT id FROM outbox WHERE state = 'queued'
               UNION SELECT id FROM outbox WHERE finished >= ? AND state = 'sent')
            GROUP BY recipient
            """);
    query.setLong(1, since);
    var counts = new HashMap<String, Integer>();
    Rows.forEach(query, row -> counts.put(row.getString(1), row.getInt(2)));
    return counts;
  }

  static List<Outbox.Refusal> refusals(Connection connection, long since) throws SQLException {
    var query =
        connection.prepareStatement(
            """
            SELECT recipient, finished, error FROM outbox o
            WHERE finished >= ? AND state = 'refused' AND receiver = '' AND NOT EXISTS
              (SELECT 1 FROM outbox later WHERE later.finished >= o.finished
                AND later.recipient = o.recipient AND later.receiver = '' AND later.id <> o.id
                AND (later.finished > o.finished OR later.id > o.id))
            """);
    query.setLong(1, since);
    return Rows.list(
        query, row -> new Outbox.Refusal(row.getString(1), row.getLong(2), row.getString(3)));
  }

  static void finish(Connection connection, long id, String state, long now, String error)
      throws SQLException {
    try (var update =
        connection.prepareStatement(
            "UPDATE outbox SET state = ?, finished = ?, error = ?,"
                + " attempts = attempts + ? WHERE id = ? AND state = 'queued'")) {
      update.setString(1, state);
      update.setLong(2, now);
      update.setString(3, error);
      update.setInt(4, error.isEmpty() ? 0 : 1);
      update.setLong(5, id);
      update.executeUpdate();
    }
  }

  static void retry(Connection connection, long id, long nextAttempt, String error)
      throws SQLException {
    try (var update =
        connection.prepareStatement(
            """
            UPDATE outbox SET next_attempt = ?, attempts = attempts + 1, error = ?
            WHERE id = ? AND state = 'queued'
            """)) {
      update.setLong(1, nextAttempt);
      update.setString(2, error);
      update.setLong(3, id);
      update.executeUpdate();
    }
  }

  static void retryAll(Connection connection, String receiver) throws SQLException {
    try (var update =
        connection.prepareStatement(
            "UPDATE outbox SET next_attempt = 0"
                + " WHERE state = 'queued' AND receiver = ? AND next_attempt <> 0")) {
      update.setString(1, receiver);
      update.executeUpdate();
    }
  }

  /** Newest first. */
  static List<FleetStatus.MailStatus> newest(Connection connection, int limit) throws SQLException {
    var query =
        connection.prepareStatement(
            """
            SELECT id, recipient, subject, state, created_at, sent_at, attempts, error FROM mail
            ORDER BY id DESC LIMIT ?
            """);
    query.setInt(1, Math.max(0, limit));
    return Rows.list(query, OutboxTable::status);
  }

  static List<FleetStatus.MailStatus> withIds(Connection connection, List<Long> ids)
      throws SQLException {
    var query =
        connection.prepareStatement(
            """
            SELECT id, recipient, subject, state, created_at, sent_at, attempts, error FROM mail
            WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC
            """);
    query.setString(1, ids.toString());
    return Rows.list(query, OutboxTable::status);
  }

  static FleetStatus.MailStatus status(ResultSet row) throws SQLException {
    return new FleetStatus.MailStatus(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getDouble(5),
        Rows.nullableDouble(row, 6),
        row.getInt(7),
        row.getString(8));
  }

  /** Drops some of the mails that were sent or refused before a time; how many. */
  static int dropBefore(Connection connection, long time, int limit) throws SQLException {
    try (var delete =
        connection.prepareStatement(
            """
            DELETE FROM outbox WHERE id IN
              (SELECT id FROM outbox WHERE state <> 'queued' AND finished < ? LIMIT ?)
            """)) {
      delete.setLong(1, time);
      delete.setInt(2, limit);
      return delete.executeUpdate();
    }
  }
}
