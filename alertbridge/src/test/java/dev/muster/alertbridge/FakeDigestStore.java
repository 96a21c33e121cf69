package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.DigestStore;
import java.util.List;
import java.util.Set;

/** A store in which no digest was ever made. */
final class FakeDigestStore implements DigestStore {
  @Override
  public List<Pending> pending() {
    return List.of();
  }

  @Override
  public List<Made> made() {
    return List.of();
  }

  @Override
  public boolean commit(Change change) {
    return true;
  }

  @Override
  public List<AlertRecord> alerts(long from, long to, int limit) {
    return List.of();
  }

  @Override
  public MailCounts mails(long from, long to) {
    return new MailCounts(0, 0, 0);
  }

  @Override
  public Set<String> seen() {
    return Set.of();
  }
}
