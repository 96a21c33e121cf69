package dev.muster.alertbridge;

import dev.muster.archive.Acknowledgement;
import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertStore;
import dev.muster.archive.BridgeMemory;
import dev.muster.archive.BridgeNews;
import dev.muster.archive.NotificationGroup;
import dev.muster.archive.OutgoingMail;
import dev.muster.archive.QueuedMail;
import dev.muster.archive.StoredAlert;
import dev.muster.sqlite.DatabaseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Alerts and outbox in memory; keeps what the store promises: all or nothing, ids unique. */
final class FakeAlertStore implements AlertStore {
  /** A mail and what became of it. */
  record Kept(long id, OutgoingMail mail, String state, int attempts, long due, String error) {}

  private final Map<Long, AlertRecord> records = new TreeMap<>();
  private final Map<Long, String> causes = new TreeMap<>();
  private final Map<Long, StoredAlert> posted = new TreeMap<>();
  private final Map<Long, NotificationGroup> groups = new TreeMap<>();
  private final Map<String, Kept> mails = new LinkedHashMap<>();
  private long nextId = 1;
  private long position = -1;
  private long commits;
  boolean failCommits;
  boolean failSent;

  @Override
  public synchronized List<AlertRecord> open() {
    return records.values().stream()
        .filter(record -> record.state() != AlertRecord.State.RESOLVED)
        .toList();
  }

  @Override
  public synchronized BridgeMemory remember(long begunSince) {
    var live = new TreeMap<Long, StoredAlert>();
    records.values().stream()
        .filter(record -> record.state() != AlertRecord.State.RESOLVED || isKnown(record.id()))
        .forEach(record -> live.put(record.id(), stored(record)));
    posted.values().stream()
        .filter(alert ->
            alert.record().state() != AlertRecord.State.RESOLVED || isKnown(alert.record().id()))
        .forEach(alert -> live.put(alert.record().id(), alert));
    return new BridgeMemory(
        nextId, List.copyOf(live.values()), List.copyOf(groups.values()), List.of(), Map.of());
  }

  private boolean isKnown(long episode) {
    return groups.values().stream().anyMatch(group -> group.known().containsKey(episode));
  }

  private StoredAlert stored(AlertRecord record) {
    return new StoredAlert(record, causes.getOrDefault(record.id(), ""), null);
  }

  @Override
  public List<Acknowledgement> acknowledgements() {
    return List.of();
  }

  @Override
  public boolean acknowledge(Acknowledgement acknowledgement) {
    throw new UnsupportedOperationException("these tests acknowledge nothing");
  }

  private void take(BridgeNews news) {
    var all = new ArrayList<>(news.begun());
    all.addAll(news.changed());
    for (var alert : all) {
      long id = alert.record().id();
      nextId = Math.max(nextId, id + 1);
      causes.put(id, alert.cause());
      if (alert.posted() == null) {
        records.put(id, alert.record());
      } else {
        posted.put(id, alert);
      }
    }
    news.goneGroups().forEach(groups::remove);
    news.groups().forEach(group -> groups.put(group.id(), group));
  }

  synchronized List<StoredAlert> allPosted() {
    return List.copyOf(posted.values());
  }

  private void queue(List<OutgoingMail> outgoing) {
    for (var mail : outgoing) {
      mails.putIfAbsent(
          mail.messageId() + mail.recipient(), new Kept(nextId++, mail, "queued", 0, 0, ""));
    }
  }

  synchronized List<AlertRecord> all() {
    return List.copyOf(records.values());
  }

  @Override
  public synchronized void commit(Round round) {
    if (failCommits) {
      throw new DatabaseException("the disk is full");
    }
    commits++;
    for (var record : round.changed()) {
      long id = record.id() == 0 ? nextId++ : record.id();
      if (record.id() != 0 && !records.containsKey(id)) {
        throw new DatabaseException("no alert " + id);
      }
      records.put(id, numbered(record, id));
    }
    for (long id : round.dropped()) {
      if (records.remove(id) == null) {
        throw new DatabaseException("no alert " + id);
      }
    }
    take(round.news());
    queue(round.mails());
    if (round.eventPosition() >= 0) {
      position = round.eventPosition();
    }
  }

  synchronized long commits() {
    return commits;
  }

  private static AlertRecord numbered(AlertRecord r, long id) {
    return new AlertRecord(
        id,
        r.client(),
        r.type(),
        r.state(),
        r.value(),
        r.limit(),
        r.detail(),
        r.activeSince(),
        r.firedAt(),
        r.resolvedAt());
  }

  @Override
  public synchronized long eventPosition() {
    return position;
  }

  synchronized List<Kept> mails() {
    return List.copyOf(mails.values());
  }

  @Override
  public synchronized List<QueuedMail> due(long now, int limit) {
    return mails.values().stream()
        .filter(mail -> mail.state().equals("queued") && mail.due() <= now)
        .sorted(Comparator.comparingLong(Kept::due).thenComparingLong(Kept::id))
        .limit(limit)
        .map(mail -> new QueuedMail(mail.id(), mail.mail(), mail.attempts()))
        .toList();
  }

  @Override
  public synchronized long nextDue() {
    return mails.values().stream()
        .filter(mail -> mail.state().equals("queued"))
        .mapToLong(Kept::due)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  @Override
  public synchronized void sent(long mailId, long now) {
    if (failSent) {
      throw new DatabaseException("the disk is full");
    }
    change(mailId, "sent", 0, "");
  }

  @Override
  public synchronized void retry(long mailId, long nextAttempt, String error) {
    change(mailId, "queued", nextAttempt, error);
  }

  @Override
  public synchronized void retryAll() {
    mails.replaceAll((key, mail) ->
        new Kept(mail.id(), mail.mail(), mail.state(), mail.attempts(), 0, mail.error()));
  }

  @Override
  public synchronized void refused(long mailId, long now, String error) {
    change(mailId, "refused", 0, error);
  }

  private void change(long id, String state, long due, String error) {
    for (var mail : new ArrayList<>(mails.values())) {
      if (mail.id() == id) {
        if (!mail.state().equals("queued")) {
          throw new IllegalStateException("mail " + id + " is " + mail.state() + " already");
        }
        int attempts = mail.attempts() + (state.equals("queued") ? 1 : 0);
        mails.put(
            mail.mail().messageId() + mail.mail().recipient(),
            new Kept(id, mail.mail(), state, attempts, due, error));
      }
    }
  }
}
