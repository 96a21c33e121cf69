package dev.muster.app;

import dev.muster.archive.Acknowledgement;
import dev.muster.archive.AlertHistory;
import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertStore;
import dev.muster.archive.BridgeMemory;
import dev.muster.archive.QueuedMail;
import dev.muster.archive.Silence;
import java.util.List;
import java.util.Map;

/**
 * The store of alerts, which says when alerts or mails in it have changed.
 *
 * @param alerts is run after alerts changed
 * @param mails is run after mails changed
 */
record WatchedAlerts(AlertStore store, Runnable alerts, Runnable mails) implements AlertStore {
  @Override
  public List<AlertRecord> open() {
    return store.open();
  }

  @Override
  public BridgeMemory remember(long begunSince) {
    return store.remember(begunSince);
  }

  @Override
  public void commit(Round round) {
    store.commit(round);
    if (!round.isEmpty()) {
      alerts.run();
      mails.run();
    }
  }

  @Override
  public List<Silence> silences() {
    return store.silences();
  }

  @Override
  public List<Acknowledgement> acknowledgements() {
    return store.acknowledgements();
  }

  @Override
  public boolean acknowledge(Acknowledgement acknowledgement) {
    boolean known = store.acknowledge(acknowledgement);
    alerts.run();
    return known;
  }

  @Override
  public long eventPosition() {
    return store.eventPosition();
  }

  @Override
  public long mark(String name, long otherwise) {
    return store.mark(name, otherwise);
  }

  @Override
  public void setMark(String name, long time) {
    store.setMark(name, time);
  }

  @Override
  public AlertHistory history() {
    return store.history();
  }

  @Override
  public List<QueuedMail> due(String receiver, long now, int limit) {
    return store.due(receiver, now, limit);
  }

  @Override
  public long nextDue(String receiver) {
    return store.nextDue(receiver);
  }

  @Override
  public Map<String, Waiting> waiting() {
    return store.waiting();
  }

  @Override
  public void sent(long mailId, long now) {
    store.sent(mailId, now);
    mails.run();
  }

  @Override
  public void retry(long mailId, long nextAttempt, String error) {
    store.retry(mailId, nextAttempt, error);
    mails.run();
  }

  @Override
  public void retryAll(String receiver) {
    store.retryAll(receiver);
  }

  @Override
  public void refused(long mailId, long now, String error) {
    store.refused(mailId, now, error);
    mails.run();
  }

  @Override
  public void givenUp(long mailId, long now, String error) {
    store.givenUp(mailId, now, error);
    mails.run();
  }

  @Override
  public Map<String, Integer> mailsSince(long since) {
    return store.mailsSince(since);
  }

  @Override
  public List<Refusal> refusals(long since) {
    return store.refusals(since);
  }
}
