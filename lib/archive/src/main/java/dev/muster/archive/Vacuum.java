package dev.muster.archive;

import java.sql.Connection;
import java.sql.SQLException;

/** Gives unused pages of the file back to the disk, some at a time. */
final class Vacuum {
  private static final int STEP_PAGES = 64;

  /** So much is kept for the scrapes to come, and at least this share of the file. */
  private static final long SPARE_BYTES = 32 << 20;

  private static final int SPARE_SHARE = 8;

  private Vacuum() {}

  /** How many pages are unused beyond what shall be kept. */
  static long surplusPages(Connection connection) throws SQLException {
    long free = freePages(connection);
    long spare = SPARE_BYTES / pageSize(connection);
    long share = number(connection, "PRAGMA page_count") / SPARE_SHARE;
    return free - Math.max(spare, share);
  }

  static long freePages(Connection connection) throws SQLException {
    return number(connection, "PRAGMA freelist_count");
  }

  static long pageSize(Connection connection) throws SQLException {
    return number(connection, "PRAGMA page_size");
  }

  private static long number(Connection connection, String pragma) throws SQLException {
    return Rows.number(connection.prepareStatement(pragma), 0);
  }

  /** Takes some pages off the end of the file; how many. */
  static int step(Connection connection) throws SQLException {
    long before = freePages(connection);
    if (before == 0) {
      return 0;
    }
    // SQLite takes one page with each step of the statement; only this call goes on to the end.
    try (var statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA incremental_vacuum(" + STEP_PAGES + ")");
    }
    return (int) (before - freePages(connection));
  }
}
