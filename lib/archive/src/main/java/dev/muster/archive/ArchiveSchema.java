package dev.muster.archive;

import dev.muster.sqlite.Migration;
import java.util.List;

/** The tables and views of the archive file, as {@code docs/formats/archive.md} draws them. */
final class ArchiveSchema {
  static final List<Migration> MIGRATIONS =
      List.of(
          new Migration(1, samples() + relational() + views()),
          new Migration(2, sealedSamples()),
          new Migration(3, RollupSchema.script()),
          new Migration(4, changedRows()),
          new Migration(5, PostedAlertTable.script()),
          new Migration(6, PushSchema.script()),
          new Migration(7, RollupSchema.digits()),
          new Migration(8, PushSchema.sentOn()),
          new Migration(9, BridgeSchema.script() + DigestTable.script()));

  private ArchiveSchema() {}

  private static String samples() {
    return """
    CREATE TABLE target(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE series(id INTEGER PRIMARY KEY, labels TEXT NOT NULL UNIQUE);
    CREATE TABLE series_set(
      id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, members BLOB NOT NULL);
    CREATE TABLE set_use(
      target INTEGER NOT NULL, set_id INTEGER NOT NULL,
      first_time INTEGER NOT NULL, until INTEGER NOT NULL,
      PRIMARY KEY(target, set_id)) WITHOUT ROWID;
    CREATE TABLE scrape(
      id INTEGER PRIMARY KEY, target INTEGER NOT NULL, time INTEGER NOT NULL,
      set_id INTEGER NOT NULL, first_time INTEGER, last_time INTEGER,
      sample_times BLOB, sample_values BLOB NOT NULL,
      UNIQUE(target, time));
    CREATE INDEX scrape_own_times ON scrape(target, last_time) WHERE last_time IS NOT NULL;
    """;
  }

  /** Old rows stay where they are; they are moved and sealed in the background. */
  private static String sealedSamples() {
    return """
    ALTER TABLE scrape RENAME TO scrape_1;
    CREATE TABLE scrape(
      id INTEGER PRIMARY KEY, target INTEGER NOT NULL, time INTEGER NOT NULL,
      set_id INTEGER NOT NULL, encoding INTEGER NOT NULL, sample_values BLOB NOT NULL);
    CREATE TABLE metric(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE segment(
      id INTEGER PRIMARY KEY, grp INTEGER NOT NULL, members INTEGER NOT NULL,
      own INTEGER NOT NULL, start_time INTEGER NOT NULL, end_time INTEGER NOT NULL,
      first_time INTEGER NOT NULL, last_time INTEGER NOT NULL, last_row INTEGER NOT NULL,
      crc INTEGER NOT NULL);
    CREATE TABLE block(id INTEGER PRIMARY KEY, data BLOB NOT NULL);
    INSERT INTO setting(name, value) VALUES('layout', 0);
    """;
  }

  /** Rows that were there already are told whole. */
  private static String changedRows() {
    return "ALTER TABLE scrape ADD COLUMN base INTEGER NOT NULL DEFAULT 0;";
  }

  private static String relational() {
    return """
    CREATE TABLE fleet_client(
      name TEXT PRIMARY KEY, grp TEXT NOT NULL, ip TEXT NOT NULL, instance TEXT NOT NULL,
      mail TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE client_reading(
      client TEXT PRIMARY KEY, last_seen INTEGER, up INTEGER NOT NULL DEFAULT 0,
      error TEXT NOT NULL DEFAULT '', cpu_percent REAL, memory_percent REAL,
      swap_percent REAL, uptime_seconds REAL) WITHOUT ROWID;
    CREATE TABLE drive_reading(
      client TEXT NOT NULL, drive TEXT NOT NULL, total_bytes REAL NOT NULL,
      used_bytes REAL NOT NULL, free_bytes REAL NOT NULL, used_percent REAL NOT NULL,
      time INTEGER NOT NULL, PRIMARY KEY(client, drive)) WITHOUT ROWID;
    CREATE TABLE event_record(
      id INTEGER PRIMARY KEY AUTOINCREMENT, client TEXT NOT NULL, time INTEGER NOT NULL,
      received INTEGER NOT NULL, log TEXT NOT NULL, level TEXT NOT NULL, source TEXT NOT NULL,
      event_id TEXT NOT NULL, message TEXT NOT NULL);
    CREATE INDEX event_record_client ON event_record(client, time);
    CREATE TABLE event_cursor(client TEXT PRIMARY KEY, cursor TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE alert_episode(
      id INTEGER PRIMARY KEY AUTOINCREMENT, client TEXT NOT NULL, type TEXT NOT NULL,
      state TEXT NOT NULL CHECK(state IN ('pending', 'firing', 'resolved')),
      value REAL, limit_value REAL, detail TEXT NOT NULL, active_since INTEGER NOT NULL,
      fired_at INTEGER, resolved_at INTEGER);
    CREATE INDEX alert_episode_open ON alert_episode(id) WHERE state <> 'resolved';
    CREATE INDEX alert_episode_since ON alert_episode(active_since);
    CREATE TABLE outbox(
      id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL UNIQUE,
      recipient TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL, message TEXT NOT NULL,
      state TEXT NOT NULL CHECK(state IN ('queued', 'sent', 'refused')),
      created INTEGER NOT NULL, next_attempt INTEGER NOT NULL, finished INTEGER,
      attempts INTEGER NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '');
    CREATE INDEX outbox_queued ON outbox(next_attempt) WHERE state = 'queued';
    CREATE TABLE setting(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
    """;
  }

  private static String views() {
    return """
    CREATE VIEW client AS
      SELECT name, grp AS "group", ip, instance, mail FROM fleet_client;
    CREATE VIEW client_status AS
      SELECT f.name AS client, f.ip, r.last_seen / 1000.0 AS last_seen, coalesce(r.up, 0) AS up,
        r.cpu_percent, r.memory_percent, r.swap_percent, r.uptime_seconds,
        f.grp AS "group", coalesce(r.error, '') AS error
      FROM fleet_client f LEFT JOIN client_reading r ON r.client = f.name;
    CREATE VIEW drive_status AS
      SELECT d.client, d.drive, d.total_bytes, d.used_bytes, d.free_bytes, d.used_percent,
        d.time / 1000.0 AS timestamp
      FROM fleet_client f JOIN drive_reading d ON d.client = f.name;
    CREATE VIEW event AS
      SELECT client, time / 1000.0 AS time, log, level, source, event_id, message, id,
        received / 1000.0 AS received
      FROM event_record;
    CREATE VIEW alert AS
      SELECT client, type, state, value, limit_value, active_since / 1000.0 AS active_since,
        fired_at / 1000.0 AS fired_at, resolved_at / 1000.0 AS resolved_at, detail, id
      FROM alert_episode;
    CREATE VIEW mail AS
      SELECT id, message_id, recipient, subject, state, created / 1000.0 AS created_at,
        CASE state WHEN 'sent' THEN finished / 1000.0 END AS sent_at, attempts, error,
        CASE state WHEN 'queued' THEN next_attempt / 1000.0 END AS next_attempt
      FROM outbox;
    """;
  }
}
