package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Digests in the archive that a server writes. */
final class StoredDigests implements DigestStore {
  private final Database database;
  private final StatusViews status;
  private final InstantSource clock;

  StoredDigests(Database database, StatusViews status, InstantSource clock) {
    this.database = database;
    this.status = status;
    this.clock = clock;
  }

  @Override
  public List<Pending> pending() {
    return database.read(DigestTable::pending);
  }

  @Override
  public List<Made> made() {
    return database.read(DigestTable::made);
  }

  @Override
  public boolean commit(Change change) {
    if (change.isEmpty()) {
      return true;
    }
    return database.writeAndWait(connection -> {
      if (!DigestTable.change(connection, change)) {
        return false;
      }
      for (var mail : change.mails()) {
        OutboxTable.queue(connection, mail, clock.millis());
      }
      return true;
    });
  }

  @Override
  public List<AlertRecord> alerts(long from, long to, int limit) {
    return database.read(connection -> DigestTable.alerts(connection, from, to, limit));
  }

  @Override
  public MailCounts mails(long from, long to) {
    return database.read(connection -> DigestTable.mails(connection, from, to));
  }

  /** As the file has it, and what is not written there yet. */
  @Override
  public Set<String> seen() {
    var seen = new HashSet<String>();
    for (var client : status.clients()) {
      if (client.lastSeen() != null) {
        seen.add(client.client());
      }
    }
    return seen;
  }
}
