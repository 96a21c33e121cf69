package dev.muster.alertbridge;

import dev.muster.alertbridge.Notification.Reason;
import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertRecord.State;
import dev.muster.archive.BridgeMemory;
import dev.muster.archive.HistoryEntry;
import dev.muster.archive.OutgoingMail;
import dev.muster.archive.StoredAlert;
import dev.muster.fleet.LimitType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes down what happens to alerts, and who is told what by which mail. */
final class Audit {
  /** Up to how many rows a notification is noted mail by mail; beyond, by its first mail alone. */
  private static final int ROWS = 2_000;

  private final long now;
  private final List<HistoryEntry> entries = new ArrayList<>();
  private final Map<Long, BridgeMemory.Mute> mutes = new HashMap<>();

  Audit(long now) {
    this.now = now;
  }

  List<HistoryEntry> entries() {
    return entries;
  }

  /** What is to be kept of mutings that began or ended. */
  Map<Long, BridgeMemory.Mute> mutes() {
    return mutes;
  }

  /** Notes how alerts moved. */
  void moved(Step step, Book book) {
    for (var alert : step.begun()) {
      String what = alert.record().state() == State.PENDING ? "pending" : "firing";
      add(what, alert.record(), "", value(alert));
    }
    for (var alert : step.changed()) {
      var before =
          book.episodes.get(new Episode.Key(alert.record().client(), alert.record().type()));
      var state = alert.record().state();
      if (state == State.RESOLVED) {
        add("resolved", alert.record(), "", over(alert));
      } else if (state == State.FIRING
          && alert.posted() == null
          && before != null
          && !before.isFiring()) {
        add("firing", alert.record(), "", value(alert));
      }
    }
    var dropped = new HashSet<>(step.dropped());
    if (!dropped.isEmpty()) {
      book.episodes.values().stream()
          .map(Episode::record)
          .filter(record -> dropped.contains(record.id()))
          .forEach(record -> add("dropped", record, "", "it did not last"));
    }
  }

  private static String over(StoredAlert alert) {
    String cause = alert.cause().toLowerCase(Locale.ROOT).replace('_', ' ');
    String value = value(alert);
    return cause.isEmpty() || value.isEmpty() ? cause + value : cause + ", " + value;
  }

  private static String value(StoredAlert alert) {
    var record = alert.record();
    var type = LimitType.named(record.type());
    if (alert.posted() != null || type.isEmpty()) {
      String value =
          Double.isNaN(record.value()) ? "" : "value " + Quantity.value(record.value()) + " ";
      return (value + record.detail()).strip();
    }
    var unit = type.get().unit();
    String detail = record.detail().isEmpty() ? "" : PlainText.line(record.detail(), 80) + " ";
    return type.get() == LimitType.OFFLINE
        ? ""
        : detail
            + Quantity.value(unit, record.value(), record.limit())
            + ", limit "
            + Quantity.limit(unit, record.limit());
  }

  /** Notes what mutes alerts, where that is not what was noted last. */
  void muted(List<Subject> subjects, Book book) {
    for (var subject : subjects) {
      var last = book.mutes.get(subject.episode());
      String before = last == null || !last.muted() ? "" : last.by();
      String words = subject.muting().words();
      if (subject.isFiring() && !words.equals(before)) {
        mute(subject, !words.isEmpty(), words.isEmpty() ? before : words);
      }
    }
  }

  private void mute(Subject subject, boolean muted, String by) {
    add(muted ? "muted" : "unmuted", subject.alert().record(), "", by);
    mutes.put(subject.episode(), new BridgeMemory.Mute(muted, by, now));
  }

  /** Notes who is told. */
  void told(Notification notification, List<OutgoingMail> mails) {
    boolean repeat = notification.reason() == Reason.REPEAT;
    int alerts = notification.fresh().size() + notification.resolved().size();
    int each = alerts * mails.size() > ROWS ? Math.min(1, mails.size()) : mails.size();
    for (var mail : mails.subList(0, each)) {
      String who = each == 1 ? Destinations.shown(notification.destination()) : mail.recipient();
      boolean escalated = notification.reason() == Reason.ESCALATION;
      for (var told : notification.fresh()) {
        add(escalated ? "escalated" : "notified", told.alert().record(), mail.messageId(), who);
      }
      for (var told : notification.resolved()) {
        add("notified", told.alert().record(), mail.messageId(), who + ", that it is over");
      }
      if (notification.fresh().isEmpty() && notification.resolved().isEmpty()) {
        for (var told : notification.standing()) {
          String why = repeat ? ", again" : ", that it still fires";
          add("notified", told.alert().record(), mail.messageId(), who + why);
        }
      }
    }
  }

  private void add(String what, AlertRecord record, String messageId, String detail) {
    entries.add(
        new HistoryEntry(
            now, what, record.client(), record.type(), record.id(), messageId, detail));
  }
}
