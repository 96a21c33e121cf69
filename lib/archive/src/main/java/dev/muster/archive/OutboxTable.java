package dev.muster.archive;

import dev.muster.archive.FleetStatus.MailText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Mails in the file, until the mail server has them and for as long as they are kept after. */
final class OutboxTable {
  private OutboxTable() {}

  /** Queues a mail, due at once; one whose Message-ID is there already is left as it is. */
  static void queue(Connection connection, OutgoingMail mail, long now) throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO outbox(
              message_id, recipient, subject, text, message, state, created, next_attempt)
            VALUES(?, ?, ?, ?, ?, 'queued', ?, 0) ON CONFLICT(message_id) DO NOTHING
            """)) {
      insert.setString(1, mail.messageId());
      insert.setString(2, mail.recipient());
      insert.setString(3, mail.subject());
      insert.setString(4, mail.text());
      insert.setString(5, mail.message());
      insert.setLong(6, now);
      insert.executeUpdate();
    }
  }

  static List<QueuedMail> due(Connection connection, long now, int limit) throws SQLException {
    var query =
        connection.prepareStatement(
            """
            SELECT id, message_id, recipient, subject, text, message, attempts FROM outbox
            WHERE state = 'queued' AND next_attempt <= ? ORDER BY id LIMIT ?
            """);
    query.setLong(1, now);
    query.setInt(2, Math.max(0, limit));
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
                    row.getString(6)),
                row.getInt(7)));
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

  static long nextDue(Connection connection) throws SQLException {
    return Rows.number(
        connection.prepareStatement("SELECT min(next_attempt) FROM outbox WHERE state = 'queued'"),
        Long.MAX_VALUE);
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

  static void retryAll(Connection connection) throws SQLException {
    try (var update =
        connection.prepareStatement(
            "UPDATE outbox SET next_attempt = 0 WHERE state = 'queued' AND next_attempt <> 0")) {
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

  private static FleetStatus.MailStatus status(ResultSet row) throws SQLException {
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
