package dev.muster.archive;

import dev.muster.archive.FleetStatus.MailStatus;
import dev.muster.sqlite.Database;
import java.util.List;

/** Reads the history of alerts. */
final class StoredHistory implements AlertHistory {
  private final Database database;

  StoredHistory(Database database) {
    this.database = database;
  }

  @Override
  public List<AlertEvent> events(Filter filter) {
    return database.read(connection -> AlertHistoryTable.events(connection, filter));
  }

  @Override
  public List<AlertRecord> episodes(String client, String type, long until, int limit) {
    return database.read(connection -> AlertTable.of(connection, client, type, until, limit));
  }

  @Override
  public List<StoredAlert> firedOrResolvedSince(long since) {
    return database.read(connection -> PostedAlertTable.firedOrResolvedSince(connection, since));
  }

  @Override
  public List<MailStatus> mails(List<Long> ids) {
    return database.read(connection -> OutboxTable.withIds(connection, ids));
  }
}
