package dev.muster.alertbridge;

import dev.muster.archive.NotificationGroup;
import dev.muster.archive.NotificationGroup.Known;
import dev.muster.metrics.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A group of alerts of one destination, and what there is to tell of it. */
final class Draft {
  /** Something to tell, from a time on. */
  record Item(Subject subject, long due) {}

  final @Nullable NotificationGroup before;
  final Labels labels;
  final Map<Long, Known> known = new TreeMap<>();
  final List<Item> fresh = new ArrayList<>();
  final List<Item> resolved = new ArrayList<>();

  /** Known ones that still fire and may be told. */
  final List<Subject> standing = new ArrayList<>();

  /** Those of them that a silence held back, or that begin to flap. */
  final List<Subject> reminders = new ArrayList<>();

  /** When something of it is due; {@link Long#MAX_VALUE} where nothing is. */
  long changeDue = Long.MAX_VALUE;

  long repeatDue = Long.MAX_VALUE;

  /** Whether a clock that was set back moved its times. */
  boolean moved;

  /** Whether something new has a wait of its own, which others may share. */
  boolean waits;

  Draft(@Nullable NotificationGroup before, Labels labels) {
    this.before = before;
    this.labels = labels;
    if (before != null) {
      known.putAll(before.known());
    }
  }

  boolean isDue(long now) {
    return changeDue <= now || repeatDue <= now;
  }

  long nextDue() {
    return Math.min(changeDue, repeatDue);
  }

  /** Whether something new waits that could be told with what is due. */
  boolean isWaiting(long now) {
    return waits && !isDue(now) && !fresh.isEmpty();
  }

  boolean isUnchanged() {
    return before != null && !moved && before.known().equals(known);
  }

  void changeDue(long due) {
    changeDue = Math.min(changeDue, due);
  }
}
