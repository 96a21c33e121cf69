package dev.muster.archive;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last minutes of committed scrapes in memory, so that what is asked every second need not be
 * read from the file. For each target it knows from when on it holds everything; what is older, and
 * scrapes whose samples have times of their own, are the file's. Bounded in age and in bytes, over
 * all targets. Where the bytes are too few for the whole span, the file is asked at most times
 * anyway: then only a little is held; not counted are a target's last values unpacked, which stay
 * for those who ask for the newest ones, and up to seven rows before its first, as that one may be
 * told by them.
 */
final class RecentWindow {
  /** A part of the bytes, for what cannot hold all of its span. */
  private static final int CROWDED = 16;

  /** One committed scrape. */
  static final class Row {
    private final int target;
    private final long time;
    private final StoredSet set;
    private final PackedValues values;

    private Row(int target, long time, StoredSet set, PackedValues values) {
      this.target = target;
      this.time = time;
      this.set = set;
      this.values = values;
    }

    long time() {
      return time;
    }

    StoredSet set() {
      return set;
    }

    double value(int position) {
      return values.value(position);
    }

    long bytes() {
      return 48L + values.bytes();
    }
  }

  /**
   * What the window has of a target.
   *
   * @param completeFrom all of the target's scrapes at this time or later are in the window
   * @param rows those in the range that was asked for, oldest first
   */
  record Part(long completeFrom, List<Row> rows) {}

  private static final class Target {
    private final Deque<Row> rows = new ArrayDeque<>();
    private long newest;
    private long completeFrom;

    /** Those of the last row, unpacked. */
    private double[] lastValues = {};

    /** Theirs; null where the newest scrape is not the last one that came. */
    private @Nullable StoredSet lastSet;

    Target(long newest) {
      this.newest = newest;
      this.completeFrom = newest == Long.MIN_VALUE ? newest : newest + 1;
    }

    /** The newest scrape, also where its row is held no longer. */
    private @Nullable Row newest(int target) {
      return lastSet == null
          ? null
          : new Row(target, newest, lastSet, PackedValues.whole(lastValues));
    }

    private PackedValues pack(StoredSet set, double[] values) {
      @Nullable Row last = rows.peekLast();
      return last == null || last.set.id() != set.id()
          ? PackedValues.whole(values)
          : last.values.next(lastValues, values);
    }
  }

  private final long spanMillis;
  private final long maxBytes;
  private final Map<Integer, Target> targets = new HashMap<>();
  private final Deque<Row> arrivals = new ArrayDeque<>();
  private long bytes;

  /** Whether the bytes are too few for the whole span. */
  private boolean crowded;

  RecentWindow(long spanMillis, long maxBytes) {
    this.spanMillis = spanMillis;
    this.maxBytes = maxBytes;
  }

  /** Makes a target known with the time of its newest scrape in the file. */
  synchronized void know(int target, long newestInFile) {
    targets.putIfAbsent(target, new Target(newestInFile));
  }

  /** Takes a scrape that was just committed; the array is handed over. */
  synchronized void add(int targetId, long time, StoredSet set, double[] values, long now) {
    var target = targets.computeIfAbsent(targetId, id -> new Target(Long.MIN_VALUE));
    if (time <= target.newest) {
      // It arrived out of order: up to the newest one, the file knows better.
      target.rows.clear();
      target.completeFrom = target.newest + 1;
      target.lastSet = null;
    } else {
      var row = new Row(targetId, time, set, target.pack(set, values));
      target.lastValues = values;
      target.lastSet = set;
      target.newest = time;
      target.rows.addLast(row);
      arrivals.addLast(row);
      bytes += row.bytes();
    }
    evict(now);
  }

  private void evict(long now) {
    Row oldest = arrivals.peekFirst();
    if (oldest != null && now - oldest.time() >= spanMillis / CROWDED) {
      // What the whole span would take, as far as the part that is held tells.
      double needed = (double) bytes * spanMillis / (now - oldest.time());
      crowded = needed > (crowded ? maxBytes / 4 * 3 : maxBytes);
    }
    long most = crowded ? maxBytes / CROWDED : maxBytes;
    while (oldest != null && (oldest.time() < now - spanMillis || bytes > most)) {
      arrivals.removeFirst();
      var target = targets.get(oldest.target);
      // A row that is not its target's first was dropped before, with all the others.
      if (target != null && oldest.equals(target.rows.peekFirst())) {
        target.rows.removeFirst();
        target.completeFrom = oldest.time() + 1;
        if (oldest.time() < now - spanMillis && target.rows.isEmpty()) {
          target.lastSet = null;
        }
      }
      bytes -= oldest.bytes();
      oldest = arrivals.peekFirst();
    }
  }

  synchronized Part read(int target, long from, long to) {
    var known = targets.get(target);
    if (known == null) {
      return new Part(Long.MAX_VALUE, List.of());
    }
    var rows = new ArrayList<Row>();
    for (var row : known.rows) {
      if (row.time() > to) {
        break;
      }
      if (row.time() >= from) {
        rows.add(row);
      }
    }
    boolean isNewestIn = from <= known.newest && known.newest <= to;
    var newest = known.rows.isEmpty() && isNewestIn ? known.newest(target) : null;
    return newest == null
        ? new Part(known.completeFrom, rows)
        : new Part(known.newest, List.of(newest));
  }

  synchronized long bytes() {
    return bytes;
  }
}
