package dev.muster.e2e.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What other programs see of an archive's file: its views. */
final class Rows {
  private Rows() {}

  /** The rows of a query, each column as text, "" for NULL. */
  static List<List<String>> of(Path file, String query) throws IOException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 20000");
      statement.execute("PRAGMA query_only = 1");
      try (var result = statement.executeQuery(query)) {
        var rows = new ArrayList<List<String>>();
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
          var row = new ArrayList<String>();
          for (int i = 1; i <= columns; i++) {
            String text = result.getString(i);
            row.add(text == null ? "" : text);
          }
          rows.add(row);
        }
        return rows;
      }
    } catch (SQLException e) {
      throw new IOException(file + ": " + query, e);
    }
  }

  /** The number that a query gives. */
  static long number(Path file, String query) throws IOException {
    return Long.parseLong(of(file, query).getFirst().getFirst());
  }
}
