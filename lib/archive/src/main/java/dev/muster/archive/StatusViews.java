package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.util.List;
import java.util.Optional;

/** Reads the relational views. */
final class StatusViews implements FleetStatus {
  private final Database database;
  private final EventTable events;

  StatusViews(Database database, EventTable events) {
    this.database = database;
    this.events = events;
  }

  @Override
  public List<ClientStatus> clients() {
    return database.read(connection ->
        Rows.list(
            connection.prepareStatement(
                """
                SELECT client, "group", ip, last_seen, up, error, cpu_percent, memory_percent,
                  swap_percent, uptime_seconds FROM client_status ORDER BY client
                """),
            row ->
                new ClientStatus(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    Rows.nullableDouble(row, 4),
                    row.getBoolean(5),
                    row.getString(6),
                    Rows.nullableDouble(row, 7),
                    Rows.nullableDouble(row, 8),
                    Rows.nullableDouble(row, 9),
                    Rows.nullableDouble(row, 10))));
  }

  @Override
  public List<DriveStatus> drives() {
    return database.read(connection ->
        Rows.list(
            connection.prepareStatement(
                """
                SELECT client, drive, total_bytes, used_bytes, free_bytes, used_percent,
                  timestamp FROM drive_status ORDER BY client, drive
                """),
            row ->
                new DriveStatus(
                    row.getString(1),
                    row.getString(2),
                    row.getDouble(3),
                    row.getDouble(4),
                    row.getDouble(5),
                    row.getDouble(6),
                    row.getDouble(7))));
  }

  @Override
  public List<AlertRecord> alerts(int limit) {
    return database.read(connection -> AlertTable.newest(connection, limit));
  }

  @Override
  public List<StoredEvent> events(int limit) {
    return events.newest(limit);
  }

  @Override
  public List<MailStatus> mails(int limit) {
    return database.read(connection -> OutboxTable.newest(connection, limit));
  }

  @Override
  public Optional<MailText> mail(long id) {
    return database.read(connection -> OutboxTable.text(connection, id));
  }
}
