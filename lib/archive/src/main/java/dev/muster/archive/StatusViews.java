package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads the relational views. */
final class StatusViews implements FleetStatus {
  private final Database database;
  private final EventTable events;
  private final WaitingStatus waiting;

  StatusViews(Database database, EventTable events, WaitingStatus waiting) {
    this.database = database;
    this.events = events;
    this.waiting = waiting;
  }

  @Override
  public List<ClientStatus> clients() {
    return storedClients().stream().map(this::newest).toList();
  }

  private ClientStatus newest(ClientStatus stored) {
    var reading = waiting.of(stored.client());
    if (reading == null) {
      return stored;
    }
    var status = reading.status();
    return new ClientStatus(
        stored.client(),
        stored.group(),
        stored.ip(),
        reading.time() / 1000.0,
        status.up(),
        stored.error(),
        status.cpuPercent(),
        status.memoryPercent(),
        status.swapPercent(),
        status.uptimeSeconds());
  }

  private List<ClientStatus> storedClients() {
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
    var all = new ArrayList<DriveStatus>();
    for (var drive : storedDrives()) {
      if (waiting.of(drive.client()) == null) {
        all.add(drive);
      }
    }
    for (var client : storedClients()) {
      var reading = waiting.of(client.client());
      if (reading != null) {
        reading.status().drives().forEach(drive -> all.add(drive(reading, drive)));
      }
    }
    all.sort(Comparator.comparing(DriveStatus::client).thenComparing(DriveStatus::drive));
    return List.copyOf(all);
  }

  private static DriveStatus drive(WaitingStatus.Reading reading, StatusReading.Drive drive) {
    return new DriveStatus(
        reading.client(),
        drive.name(),
        drive.total(),
        drive.used(),
        drive.free(),
        drive.usedPercent(),
        reading.time() / 1000.0);
  }

  private List<DriveStatus> storedDrives() {
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
