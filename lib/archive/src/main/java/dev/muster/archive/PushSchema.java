package dev.muster.archive;

/** The tables of pushed samples. */
final class PushSchema {
  private PushSchema() {}

  static String script() {
    return """
    CREATE TABLE push(
      id INTEGER PRIMARY KEY, period INTEGER NOT NULL, first_time INTEGER NOT NULL,
      last_time INTEGER NOT NULL, samples INTEGER NOT NULL, data BLOB NOT NULL);
    CREATE TABLE push_series(
      series INTEGER PRIMARY KEY, first_time INTEGER NOT NULL, until INTEGER NOT NULL);
    CREATE TABLE push_segment(
      id INTEGER PRIMARY KEY, period INTEGER NOT NULL, first_time INTEGER NOT NULL,
      last_time INTEGER NOT NULL, samples INTEGER NOT NULL, most INTEGER NOT NULL,
      crc INTEGER NOT NULL);
    CREATE TABLE push_block(id INTEGER PRIMARY KEY, data BLOB NOT NULL);
    INSERT INTO setting(name, value) VALUES('push_layout', 0);
    """;
  }

  /** Rows that are sealed and wait for receivers, which get what is pushed from now on. */
  static String sentOn() {
    return """
    CREATE TABLE push_sealed(
      id INTEGER PRIMARY KEY, samples INTEGER NOT NULL, bytes INTEGER NOT NULL,
      last_time INTEGER NOT NULL);
    INSERT INTO setting(name, value)
      SELECT 'remote_write_push:' || substr(name, 14), (SELECT coalesce(max(id), 0) FROM push)
      FROM setting WHERE name GLOB 'remote_write:*';
    """;
  }
}
