package dev.muster.archive;

import java.sql.SQLException;
import java.sql.Statement;

/** Makes of a file what version 8 had: nothing that the alert bridge and digests keep. */
final class Version8 {
  private Version8() {}

  static void write(Statement statement) throws SQLException {
    statement.executeUpdate(
        """
        DROP VIEW alert_event; DROP TRIGGER acknowledgement_goes;
        DROP TABLE silence; DROP TABLE acknowledgement; DROP TABLE notification_group;
        DROP TABLE notified; DROP TABLE alert_history;
        DROP TABLE event_digest; DROP TABLE fleet_digest;
        DROP INDEX outbox_queued; DROP INDEX outbox_finished; DROP INDEX posted_alert_labels;
        DROP INDEX alert_episode_resolved; DROP INDEX alert_episode_client;
        ALTER TABLE outbox DROP COLUMN receiver; ALTER TABLE alert_episode DROP COLUMN cause;
        CREATE INDEX outbox_queued ON outbox(next_attempt) WHERE state = 'queued';
        PRAGMA user_version = 8;
        """);
  }
}
