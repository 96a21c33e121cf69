package dev.muster.archive;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Clients of the fleet and what was last read of them, in the file. */
final class StatusTable {
  private StatusTable() {}

  static void save(Connection connection, String client, long time, StatusReading reading)
      throws SQLException {
    if (!reading.up()) {
      saveDown(connection, client);
      return;
    }
    try (var upsert =
        connection.prepareStatement(
            """
            INSERT INTO client_reading(client, last_seen, up, cpu_percent, memory_percent,
              swap_percent, uptime_seconds) VALUES(?1, ?2, 1, ?3, ?4, ?5, ?6)
            ON CONFLICT(client) DO UPDATE SET last_seen = excluded.last_seen, up = 1,
              cpu_percent = CASE WHEN ?7 THEN cpu_percent ELSE excluded.cpu_percent END,
              memory_percent = excluded.memory_percent, swap_percent = excluded.swap_percent,
              uptime_seconds = excluded.uptime_seconds
            """)) {
      upsert.setString(1, client);
      upsert.setLong(2, time);
      Rows.setDouble(upsert, 3, reading.cpuPercent());
      Rows.setDouble(upsert, 4, reading.memoryPercent());
      Rows.setDouble(upsert, 5, reading.swapPercent());
      Rows.setDouble(upsert, 6, reading.uptimeSeconds());
      upsert.setBoolean(7, reading.firstOfProcess());
      upsert.executeUpdate();
    }
    saveDrives(connection, client, time, reading.drives());
  }

  private static void saveDown(Connection connection, String client) throws SQLException {
    try (var upsert =
        connection.prepareStatement(
            """
            INSERT INTO client_reading(client, up) VALUES(?, 0)
            ON CONFLICT(client) DO UPDATE SET up = 0 WHERE up <> 0
            """)) {
      upsert.setString(1, client);
      upsert.executeUpdate();
    }
  }

  private static void saveDrives(
      Connection connection, String client, long time, List<StatusReading.Drive> drives)
      throws SQLException {
    try (var upsert =
            connection.prepareStatement(
                """
                INSERT INTO drive_reading(client, drive, total_bytes, used_bytes, free_bytes,
                  used_percent, time) VALUES(?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT(client, drive) DO UPDATE SET total_bytes = excluded.total_bytes,
                  used_bytes = excluded.used_bytes, free_bytes = excluded.free_bytes,
                  used_percent = excluded.used_percent, time = excluded.time
                """);
        var gone =
            connection.prepareStatement(
                "DELETE FROM drive_reading WHERE client = ? AND time <> ?")) {
      for (var drive : drives) {
        upsert.setString(1, client);
        upsert.setString(2, drive.name());
        upsert.setDouble(3, drive.total());
        upsert.setDouble(4, drive.used());
        upsert.setDouble(5, drive.free());
        upsert.setDouble(6, drive.usedPercent());
        upsert.setLong(7, time);
        upsert.executeUpdate();
      }
      gone.setString(1, client);
      gone.setLong(2, time);
      gone.executeUpdate();
    }
  }

  static void saveError(Connection connection, String client, String reason) throws SQLException {
    try (var upsert =
        connection.prepareStatement(
            """
            INSERT INTO client_reading(client, error) VALUES(?, ?)
            ON CONFLICT(client) DO UPDATE SET error = excluded.error
            """)) {
      upsert.setString(1, client);
      upsert.setString(2, reason);
      upsert.executeUpdate();
    }
  }

  /** Makes the fleet hold just these clients; readings of others go. */
  static void setClients(Connection connection, Collection<ClientRow> clients) throws SQLException {
    try (var statement = connection.createStatement();
        var insert =
            connection.prepareStatement(
                "INSERT OR REPLACE INTO fleet_client(name, grp, ip, instance, mail)"
                    + " VALUES(?, ?, ?, ?, ?)")) {
      statement.executeUpdate("DELETE FROM fleet_client");
      for (var client : clients) {
        insert.setString(1, client.name());
        insert.setString(2, client.group());
        insert.setString(3, client.ip());
        insert.setString(4, client.instance());
        insert.setString(5, client.mail());
        insert.executeUpdate();
      }
      String others = " WHERE client NOT IN (SELECT name FROM fleet_client)";
      statement.executeUpdate("DELETE FROM client_reading" + others);
      statement.executeUpdate("DELETE FROM drive_reading" + others);
    }
  }
}
