package dev.muster.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** How large the archive's file is beside how large it may be, with its write-ahead log. */
final class SizeLimit {
  /** So much is left free for the scrapes to come, but no more than this share of the limit. */
  private static final long SPARE_BYTES = 32 << 20;

  private static final int SPARE_SHARE = 8;

  private SizeLimit() {}

  /**
   * How many bytes have to become unused; 0 where the file is small enough, or will be once its
   * unused pages are given back.
   *
   * @param maxBytes of the file alone
   */
  static long excess(Connection connection, long maxBytes) throws SQLException {
    long page = Vacuum.pageSize(connection);
    long pages = pages(connection);
    if (pages * page <= maxBytes) {
      return 0;
    }
    long used = (pages - Vacuum.freePages(connection)) * page;
    return Math.max(0, used + Math.min(SPARE_BYTES, maxBytes / SPARE_SHARE) - maxBytes);
  }

  /**
   * How many unused pages are to be given back, so that the file is no larger than it may be.
   *
   * @param maxBytes of the file alone
   */
  static long surplusPages(Connection connection, long maxBytes) throws SQLException {
    long page = Vacuum.pageSize(connection);
    long over = pages(connection) * page - maxBytes;
    return over <= 0
        ? Vacuum.surplusPages(connection)
        : Math.min(Vacuum.freePages(connection), Math.ceilDiv(over, page));
  }

  private static long pages(Connection connection) throws SQLException {
    return Rows.number(connection.prepareStatement("PRAGMA page_count"), 0);
  }

  /** How large the write-ahead log is. */
  static long logBytes(Connection connection) throws SQLException {
    var files = connection.prepareStatement("SELECT file FROM pragma_database_list");
    String file = Rows.list(files, row -> row.getString(1)).getFirst();
    try {
      return Files.size(Path.of(file + "-wal"));
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
