package dev.muster.alertbridge.api;

import dev.muster.metrics.Labels;
import java.util.Comparator;
import java.util.TreeSet;

/** The orders in which Alertmanager lists groups, and alerts within them. */
final class AlertOrder {
  /** By labels: fewer first, then by the first in the order of names that differs. */
  static final Comparator<Labels> LABELS = AlertOrder::compare;

  static final Comparator<ShownAlert> ALERTS =
      Comparator.comparing(ShownAlert::labels, AlertOrder::byJobAndInstance)
          .thenComparing(ShownAlert::labels, LABELS);

  static final Comparator<ShownGroup> GROUPS =
      Comparator.comparing(ShownGroup::labels, LABELS).thenComparing(ShownGroup::receiver);

  private AlertOrder() {}

  private static int byJobAndInstance(Labels one, Labels other) {
    for (String name : new String[] {"job", "instance"}) {
      String mine = one.get(name);
      String theirs = other.get(name);
      if (mine.isEmpty() != theirs.isEmpty()) {
        return mine.isEmpty() ? 1 : -1;
      }
      if (!mine.equals(theirs)) {
        return mine.compareTo(theirs);
      }
    }
    return 0;
  }

  private static int compare(Labels one, Labels other) {
    if (one.size() != other.size()) {
      return Integer.compare(one.size(), other.size());
    }
    var names = new TreeSet<>(one.toMap().keySet());
    names.addAll(other.toMap().keySet());
    for (String name : names) {
      String mine = one.get(name);
      String theirs = other.get(name);
      if (mine.isEmpty() != theirs.isEmpty()) {
        return mine.isEmpty() ? -1 : 1;
      }
      if (!mine.equals(theirs)) {
        return mine.compareTo(theirs);
      }
    }
    return 0;
  }
}
