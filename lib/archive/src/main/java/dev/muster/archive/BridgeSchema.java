package dev.muster.archive;

/** What the alert bridge keeps besides episodes and mails. */
final class BridgeSchema {
  private BridgeSchema() {}

  static String script() {
    return """
    ALTER TABLE outbox ADD COLUMN receiver TEXT NOT NULL DEFAULT '';
    DROP INDEX outbox_queued;
    CREATE INDEX outbox_queued ON outbox(receiver, next_attempt) WHERE state = 'queued';
    CREATE INDEX outbox_finished ON outbox(finished) WHERE finished IS NOT NULL;
    ALTER TABLE alert_episode ADD COLUMN cause TEXT NOT NULL DEFAULT '';
    CREATE INDEX alert_episode_resolved ON alert_episode(resolved_at)
      WHERE resolved_at IS NOT NULL;
    CREATE INDEX alert_episode_client ON alert_episode(client, type, active_since);
    CREATE TABLE silence(
      id TEXT PRIMARY KEY, matchers TEXT NOT NULL, starts_at INTEGER NOT NULL,
      ends_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, created_by TEXT NOT NULL,
      comment TEXT NOT NULL, schedule TEXT NOT NULL, annotations TEXT NOT NULL DEFAULT '{}')
      WITHOUT ROWID;
    CREATE TABLE acknowledgement(
      episode INTEGER PRIMARY KEY, time INTEGER NOT NULL, author TEXT NOT NULL,
      comment TEXT NOT NULL);
    CREATE TABLE notification_group(
      id INTEGER PRIMARY KEY, receiver TEXT NOT NULL, group_key TEXT NOT NULL,
      labels TEXT NOT NULL, begun INTEGER NOT NULL, notified INTEGER NOT NULL,
      number INTEGER NOT NULL, UNIQUE(receiver, group_key));
    CREATE TABLE notified(
      group_id INTEGER NOT NULL, episode INTEGER NOT NULL, state TEXT NOT NULL,
      time INTEGER NOT NULL, PRIMARY KEY(group_id, episode)) WITHOUT ROWID;
    CREATE TABLE alert_history(
      id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, what TEXT NOT NULL,
      client TEXT NOT NULL, type TEXT NOT NULL, episode INTEGER, mail INTEGER,
      detail TEXT NOT NULL);
    CREATE INDEX alert_history_time ON alert_history(time);
    CREATE INDEX alert_history_mail ON alert_history(mail) WHERE mail IS NOT NULL;
    CREATE INDEX alert_history_episode ON alert_history(episode);
    CREATE INDEX alert_history_client ON alert_history(client, type, time);
    CREATE INDEX posted_alert_labels ON posted_alert(labels, starts_at);
    CREATE VIEW alert_event AS
      SELECT id, time / 1000.0 AS time, what, client, type, episode, mail, detail
      FROM alert_history;
    CREATE TRIGGER acknowledgement_goes AFTER DELETE ON alert_episode BEGIN
      DELETE FROM acknowledgement WHERE episode = old.id;
      DELETE FROM notified WHERE episode = old.id;
    END;
    """;
  }
}
