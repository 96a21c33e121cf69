package dev.muster.archive;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints which tables the pages belong to that were appended to a file's write-ahead log, per
 * commit: those since its last checkpoint. Of a copy of the file and its log, or while a server
 * writes. Not a test: run by hand, see {@code docs/benchmarks.md}. The format of the log is that of
 * https://www.sqlite.org/fileformat2.html#walformat.
 */
final class LogFigures {
  private static final int HEADER = 32;
  private static final int FRAME_HEADER = 24;

  private final Map<String, Integer> pages = new TreeMap<>();
  private int commits;

  private LogFigures() {}

  public static void main(String[] arguments) throws Exception {
    var figures = new LogFigures();
    byte[] log = Files.readAllBytes(Path.of(arguments[0] + "-wal"));
    figures.count(ByteBuffer.wrap(log), owners(arguments[0]));
    System.out.printf("%d commits%n", figures.commits);
    figures.pages.forEach((owner, count) ->
        System.out.printf("%7.2f a commit  %s%n", (double) count / figures.commits, owner));
  }

  /** What stands on each page: {@code table/leaf} and the like. */
  private static Map<Integer, String> owners(String file) throws SQLException {
    var owners = new HashMap<Integer, String>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT pageno, name || '/' || pagetype FROM dbstat")) {
      while (rows.next()) {
        owners.put(rows.getInt(1), rows.getString(2));
      }
    }
    return owners;
  }

  /** Frames of before the log began anew have another salt. */
  private void count(ByteBuffer log, Map<Integer, String> owners) {
    int page = log.getInt(8);
    long salt = log.getLong(16);
    int every = page / 5 + 1;
    int at = HEADER;
    while (at + FRAME_HEADER + page <= log.capacity() && log.getLong(at + 8) == salt) {
      int number = log.getInt(at);
      String owner = (number - 2) % every == 0 ? "pointers to pages" : "free or gone";
      pages.merge(number == 1 ? "first page" : owners.getOrDefault(number, owner), 1, Integer::sum);
      commits += log.getInt(at + 4) == 0 ? 0 : 1;
      at += FRAME_HEADER + page;
    }
  }
}
