package dev.muster.alertbridge;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What is noted of an alert, as another program reads it from the file. */
final class StoryHistory {
  private StoryHistory() {}

  static List<String> of(Path file, String client, String type) {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var query =
            connection.prepareStatement(
                "SELECT what, detail, mail FROM alert_history"
                    + " WHERE client = ? AND type = ? ORDER BY id")) {
      query.setString(1, client);
      query.setString(2, type);
      var rows = new ArrayList<String>();
      try (var result = query.executeQuery()) {
        while (result.next()) {
          String detail = result.getString(2);
          String mail = result.getObject(3) == null ? "" : " by mail";
          rows.add(result.getString(1) + (detail.isEmpty() ? "" : " [" + detail + "]") + mail);
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
