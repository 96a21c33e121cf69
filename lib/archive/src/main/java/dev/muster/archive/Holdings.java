package dev.muster.archive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the file has its scrapes, in memory: which head rows, which segments. It follows the
 * commits. A change that moves scrapes from one place to another has a number, kept in the file
 * too, so that a read can make sure that what it was told here fits the state of the file it reads.
 */
final class Holdings {
  /**
   * What a read wants of a target.
   *
   * @param plainTo samples with the scrape's time are not wanted after this time
   */
  record Ask(int target, long plainTo) {}

  /**
   * Where a read finds what it wants.
   *
   * @param segments by the first time in them
   * @param rows head rows by target, by time
   * @param oldRows whether there may be rows of version 1
   */
  record View(List<Segment> segments, Map<Integer, long[]> rows, boolean oldRows) {}

  private final Map<Integer, HeadRows> head = new TreeMap<>();
  private final Map<Long, Segment> segments = new TreeMap<>();
  private final Map<Integer, Long> newest = new HashMap<>();
  private final Set<Integer> oldOwnTimes = new HashSet<>();
  private long version;
  private long newestRow;
  private boolean oldRows;

  synchronized void load(long atVersion, boolean hasOldRows) {
    version = atVersion;
    oldRows = hasOldRows;
  }

  synchronized void add(HeadRow row) {
    head.computeIfAbsent(row.target(), target -> new HeadRows()).add(row);
    newest.merge(row.target(), row.time(), Math::max);
    newestRow = Math.max(newestRow, row.id());
  }

  /** All committed rows up to this number are known here, or were sealed or dropped. */
  synchronized long newestRow() {
    return newestRow;
  }

  synchronized void add(Segment segment) {
    segments.put(segment.id(), segment);
    newestRow = Math.max(newestRow, segment.lastRow());
    for (int slot = 0; slot < Segment.TARGETS; slot++) {
      if ((segment.members() >>> slot & 1) != 0) {
        newest.merge(segment.target(slot), segment.end() - 1, Math::max);
      }
    }
  }

  /** A target has rows of version 1, up to this time. */
  synchronized void addOld(int target, long time, boolean ownTimes) {
    newest.merge(target, time, Math::max);
    if (ownTimes) {
      oldOwnTimes.add(target);
    }
  }

  /** Head rows became a segment. */
  synchronized void sealed(long newVersion, Segment segment, Map<Integer, long[]> rows) {
    version = newVersion;
    add(segment);
    rows.forEach(this::removeRows);
  }

  /** Rows of version 1 became head rows. */
  synchronized void moved(long newVersion, List<HeadRow> rows) {
    version = newVersion;
    rows.forEach(this::add);
  }

  /** The last row of version 1 is gone. */
  synchronized void noOldRows(long newVersion) {
    version = newVersion;
    oldRows = false;
  }

  synchronized boolean hasOldRows() {
    return oldRows;
  }

  synchronized void remove(Segment segment) {
    segments.remove(segment.id());
  }

  synchronized void removeRows(int target, long[] ids) {
    var rows = head.get(target);
    if (rows != null) {
      rows.remove(ids);
      if (rows.isEmpty()) {
        head.remove(target);
      }
    }
  }

  /** Those of these rows, ascending both, that no head row is told by. */
  long[] notBases(long[] ids) {
    var used = new BitSet();
    for (int target : targets()) {
      synchronized (this) {
        var rows = head.get(target);
        if (rows != null) {
          rows.markBases(ids, used);
        }
      }
    }
    return IntStream.range(0, ids.length)
        .filter(i -> !used.get(i))
        .mapToLong(i -> ids[i])
        .toArray();
  }

  private synchronized List<Integer> targets() {
    return List.copyOf(head.keySet());
  }

  /** The number of the last change that moved scrapes. */
  synchronized long version() {
    return version;
  }

  /** No scrape of the target is newer than this; the least number where it has none. */
  synchronized long newest(int target) {
    return newest.getOrDefault(target, Long.MIN_VALUE);
  }

  /** No scrape is newer than this; the least number where there is none. */
  synchronized long newest() {
    return newest.values().stream().mapToLong(Long::longValue).max().orElse(Long.MIN_VALUE);
  }

  /** Whether some of the target's samples have times of their own. */
  synchronized boolean hasOwnTimes(int target) {
    var rows = head.get(target);
    return (rows != null && rows.hasOwnTimes())
        || oldOwnTimes.contains(target)
        || segments.values().stream()
            .anyMatch(s -> s.has(target) && (s.own() & Segment.bit(target)) != 0);
  }

  synchronized boolean hasRow(int target, long time) {
    var rows = head.get(target);
    return rows != null && rows.has(time);
  }

  /** The segments that may have a scrape. */
  synchronized List<Segment> segmentsAt(int target, long time) {
    return segments.values().stream()
        .filter(s -> s.has(target) && s.start() <= time && time < s.end())
        .toList();
  }

  synchronized List<Segment> segments() {
    return List.copyOf(segments.values());
  }

  /** Where to read, or null where this is of another version. */
  synchronized @Nullable View view(long atVersion, Collection<Ask> asks, long from, long to) {
    if (atVersion != version) {
      return null;
    }
    var wanted = new HashMap<Integer, Long>();
    var rows = new TreeMap<Integer, long[]>();
    for (var ask : asks) {
      int target = ask.target();
      wanted.merge(Segment.group(target), Segment.bit(target), (a, b) -> a | b);
      var known = head.get(target);
      long[] touching = known == null ? new long[0] : known.touching(from, to, ask.plainTo());
      if (touching.length > 0) {
        rows.put(target, touching);
      }
    }
    var touched = new ArrayList<Segment>();
    for (var segment : segments.values()) {
      boolean inRange = segment.first() <= to && segment.last() >= from;
      if (inRange && (segment.members() & wanted.getOrDefault(segment.group(), 0L)) != 0) {
        touched.add(segment);
      }
    }
    touched.sort(Comparator.comparingLong(Segment::first));
    return new View(touched, rows, oldRows);
  }

  /** Head rows whose scrapes are older than a time, by target. */
  synchronized Map<Integer, long[]> rowsBefore(long time) {
    var found = new TreeMap<Integer, long[]>();
    head.forEach((target, rows) -> {
      if (rows.oldest() < time) {
        found.put(target, rows.between(Long.MIN_VALUE, time));
      }
    });
    return found;
  }

  /** Unsealed rows of one window and group of targets. */
  record Due(int group, SealWindow window, Map<Integer, long[]> rows) {
    long[] allRows() {
      return rows.values().stream().flatMapToLong(Arrays::stream).toArray();
    }
  }

  /** What can be sealed of windows that ended at this time or before, oldest first. */
  synchronized List<Due> due(long ended) {
    record Key(SealWindow window, int group) {}
    var due =
        new TreeMap<Key, Map<Integer, long[]>>((a, b) ->
            a.window().equals(b.window())
                ? Integer.compare(a.group(), b.group())
                : Arrays.compare(
                    new long[] {a.window().start(), a.window().end()},
                    new long[] {b.window().start(), b.window().end()}));
    head.forEach((target, rows) -> {
      var window = SealWindow.of(rows.oldest(), rows.interval());
      if (window.end() <= ended) {
        due.computeIfAbsent(new Key(window, Segment.group(target)), key -> new TreeMap<>())
            .put(target, rows.between(window.start(), window.end()));
      }
    });
    var list = new ArrayList<Due>();
    due.forEach((key, rows) -> list.add(new Due(key.group(), key.window(), rows)));
    return list;
  }

  /** The time of the oldest scrape, or {@link Long#MAX_VALUE} where there is none. */
  synchronized long oldest() {
    long sealed = segments.values().stream().mapToLong(Segment::first).min().orElse(Long.MAX_VALUE);
    return head.values().stream()
        .filter(rows -> rows.size() > 0)
        .mapToLong(HeadRows::oldest)
        .reduce(sealed, Math::min);
  }

  /** How many scrapes are not sealed. */
  synchronized int headSize() {
    return head.values().stream().mapToInt(HeadRows::size).sum();
  }
}
