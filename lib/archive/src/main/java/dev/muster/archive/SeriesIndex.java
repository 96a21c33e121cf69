package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** Labels to series, in memory: for each label and value, the ids of the series that carry it. */
final class SeriesIndex {
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final IdTable ids = new IdTable(this::known);
  private final Map<String, Map<String, Postings>> postings = new HashMap<>();
  private final BitSet all = new BitSet();
  private @Nullable Labels[] labels = new Labels[1024];

  void add(int id, Labels series) {
    lock.writeLock().lock();
    try {
      if (ids.find(series) >= 0) {
        return;
      }
      if (id >= labels.length) {
        labels = Arrays.copyOf(labels, Math.max(id + 1, 2 * labels.length));
      }
      labels[id] = series;
      ids.add(id);
      all.set(id);
      series.forEach((name, value) ->
          postings
              .computeIfAbsent(name, n -> new HashMap<>())
              .computeIfAbsent(value, v -> new Postings())
              .add(id));
    } finally {
      lock.writeLock().unlock();
    }
  }

  void remove(BitSet gone) {
    lock.writeLock().lock();
    try {
      var touched = new HashMap<String, Set<String>>();
      for (int id = gone.nextSetBit(0); id >= 0; id = gone.nextSetBit(id + 1)) {
        Labels series = id < labels.length ? labels[id] : null;
        if (series != null) {
          ids.remove(id);
          labels[id] = null;
          series.forEach(
              (name, value) -> touched.computeIfAbsent(name, n -> new HashSet<>()).add(value));
        }
      }
      all.andNot(gone);
      touched.forEach((name, values) -> removePostings(name, values, gone));
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void removePostings(String name, Set<String> values, BitSet gone) {
    var byValue = postings.getOrDefault(name, Map.of());
    for (String value : values) {
      var series = byValue.get(value);
      if (series != null && series.removeAll(gone)) {
        byValue.remove(value);
      }
    }
    if (byValue.isEmpty()) {
      postings.remove(name);
    }
  }

  /** The ids of all series. */
  BitSet all() {
    lock.readLock().lock();
    try {
      return (BitSet) all.clone();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The id of a series, or null where it has none yet. */
  @Nullable Integer id(Labels series) {
    lock.readLock().lock();
    try {
      int id = ids.find(series);
      return id < 0 ? null : id;
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Keeps these labels of a series instead of equal ones, so that what a writer names its series by
   * is not held twice.
   */
  void share(int id, Labels series) {
    lock.writeLock().lock();
    try {
      if (id < labels.length && series.equals(labels[id])) {
        labels[id] = series;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** The labels of a series, or null where it was removed. */
  @Nullable Labels labels(int id) {
    lock.readLock().lock();
    try {
      return id < labels.length ? labels[id] : null;
    } finally {
      lock.readLock().unlock();
    }
  }

  private Labels known(int id) {
    return Objects.requireNonNull(labels[id], "labels of a series in the index");
  }

  int size() {
    lock.readLock().lock();
    try {
      return ids.size();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The ids of the series that pass all matchers. */
  BitSet matching(List<Matcher> matchers) {
    lock.readLock().lock();
    try {
      BitSet found = null;
      for (var matcher : matchers) {
        if (!matcher.matches("")) {
          BitSet carrying = carrying(matcher, true);
          if (found != null) {
            carrying.and(found);
          }
          found = carrying;
        }
      }
      found = found == null ? (BitSet) all.clone() : found;
      // What passes an absent label: all but the series with a value that does not pass.
      for (var matcher : matchers) {
        if (matcher.matches("") && !found.isEmpty()) {
          found.andNot(carrying(matcher, false));
        }
      }
      return found;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The series that have the label, with a value that passes (or does not). */
  private BitSet carrying(Matcher matcher, boolean passes) {
    var found = new BitSet(labels.length);
    var values = postings.getOrDefault(matcher.name(), Map.of());
    boolean oneValue =
        passes
            ? matcher.type() == Matcher.Type.EQUAL
            : matcher.type() == Matcher.Type.NOT_EQUAL && !matcher.value().isEmpty();
    if (oneValue) {
      var series = values.get(matcher.value());
      if (series != null) {
        series.addTo(found);
      }
      return found;
    }
    values.forEach((value, series) -> {
      if (matcher.matches(value) == passes) {
        series.addTo(found);
      }
    });
    return found;
  }

  /** A growing list of ids. */
  private static final class Postings {
    private int[] ids = new int[2];
    private int size;

    void add(int id) {
      if (size == ids.length) {
        ids = Arrays.copyOf(ids, 2 * size);
      }
      ids[size++] = id;
    }

    void addTo(BitSet set) {
      for (int i = 0; i < size; i++) {
        set.set(ids[i]);
      }
    }

    /** Takes ids away; whether none is left. */
    boolean removeAll(BitSet gone) {
      int kept = 0;
      for (int i = 0; i < size; i++) {
        if (!gone.get(ids[i])) {
          ids[kept++] = ids[i];
        }
      }
      size = kept;
      return size == 0;
    }
  }
}
