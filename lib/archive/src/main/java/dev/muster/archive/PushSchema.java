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
}
