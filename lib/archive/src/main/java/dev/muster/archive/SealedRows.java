package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Head rows that are in segments: they go to the sweep, but are kept as long as a receiver waits
 * for them, or for a row that is told by them, and they take no more room than they may.
 */
final class SealedRows {
  private static final int STEP = 500;

  /** What SQLite needs for a row besides its samples. */
  private static final int ROW_BYTES = 24;

  private final Database database;
  private final Arrivals arrivals;
  private final HeadSweep sweep;

  /** What is kept or was not looked at yet. */
  private long[] ids = new long[0];

  private int size;
  private boolean isSorted = true;
  private volatile boolean closed;
  private volatile long expiredBefore = Long.MIN_VALUE;

  SealedRows(Database database, Arrivals arrivals, HeadSweep sweep) {
    this.database = database;
    this.arrivals = arrivals;
    this.sweep = sweep;
  }

  synchronized void add(long[] rows) {
    if (size + rows.length > ids.length) {
      ids = Arrays.copyOf(ids, Math.max(size + rows.length, 2 * size));
    }
    System.arraycopy(rows, 0, ids, size, rows.length);
    size += rows.length;
    isSorted = false;
  }

  /** How many rows wait to be dropped or are kept. */
  synchronized int size() {
    return size + sweep.waiting();
  }

  /** Scrapes from before this time are not kept for receivers. */
  void expireBefore(long time) {
    expiredBefore = time;
  }

  /** Drops what is not kept, or sees to it that it goes with the next scrapes. */
  synchronized void drop() {
    if (!isSorted) {
      Arrays.sort(ids, 0, size);
      isSorted = true;
    }
    long passed = arrivals.passedByAll();
    int free = place(passed);
    if (free > 0) {
      sweep.add(take(free, passed == Long.MAX_VALUE ? Set.of() : stillTelling(free)));
    }
    giveUpExpired();
    giveUpTooMany();
    if (ids.length > 4 * size + STEP) {
      ids = Arrays.copyOf(ids, size);
    }
    sweep.run();
  }

  private void giveUpExpired() {
    if (size > 0 && !closed) {
      giveUp(expired(), "they are older than the archive's retention");
    }
  }

  private void giveUpTooMany() {
    int tooMany = size == 0 || closed ? 0 : size - room();
    if (tooMany > 0) {
      giveUp(tooMany, "they take more room than queue-size allows");
    } else {
      arrivals.enough();
    }
  }

  /** How many rows have numbers up to this one. */
  private int place(long id) {
    int found = Arrays.binarySearch(ids, 0, size, id);
    return found < 0 ? -found - 1 : found + 1;
  }

  /** For how many rows of their usual length there is room. */
  private int room() {
    long first = ids[0];
    long bytes = database.read(c -> ScrapeTable.usualBytes(c, first, STEP)) + ROW_BYTES;
    return (int) Math.min(Integer.MAX_VALUE, arrivals.mostBytes() / bytes);
  }

  /** How many of the first rows have expired. */
  private int expired() {
    int count = 0;
    int step;
    do {
      long from = ids[count];
      long to = ids[Math.min(size, count + STEP) - 1];
      long last = database.read(c -> ScrapeTable.lastBefore(c, from, to, expiredBefore));
      step = last < from ? 0 : place(last) - count;
      count += step;
    } while (step > 0 && count < size);
    return count;
  }

  /** Those of the first rows that rows after them are told by, in one step or more. */
  private Set<Long> stillTelling(int count) {
    long last = ids[count - 1];
    return database.read(c -> ScrapeTable.basesUpTo(c, last));
  }

  /** Takes away the first rows but those that stay; what was taken, ascending. */
  private long[] take(int count, Set<Long> stay) {
    long[] taken = LongStream.of(ids).limit(count).filter(id -> !stay.contains(id)).toArray();
    long[] kept = LongStream.of(ids).limit(count).filter(stay::contains).toArray();
    System.arraycopy(ids, count, ids, kept.length, size - count);
    System.arraycopy(kept, 0, ids, 0, kept.length);
    size -= taken.length;
    return taken;
  }

  /** Drops rows that some wait for, the newest first, and counts them as lost with each step. */
  private void giveUp(int count, String why) {
    if (count == 0) {
      return;
    }
    long[] rows = take(count, stillTelling(count));
    long[] free = ScrapeTable.descending(sweep.untold(rows));
    int dropped = 0;
    while (dropped < free.length && !closed) {
      int begin = dropped;
      int end = Math.min(free.length, dropped + STEP);
      database.writeAndWait(
          connection -> {
            var lost = samples(connection, free, begin, end);
            ScrapeTable.drop(connection, free, begin, end);
            return lost;
          },
          lost -> arrivals.givenUp(lost, why));
      dropped = end;
    }
    var gone = Arrays.copyOf(free, dropped);
    Arrays.sort(gone);
    add(LongStream.of(rows).filter(id -> Arrays.binarySearch(gone, id) < 0).toArray());
    Arrays.sort(ids, 0, size);
    isSorted = true;
  }

  private static Map<Long, Integer> samples(Connection connection, long[] rows, int begin, int end)
      throws SQLException {
    var samples = new HashMap<Long, Integer>();
    for (int i = begin; i < end; i++) {
      samples.put(rows[i], (int) ScrapeTable.samples(connection, rows[i] - 1, rows[i]));
    }
    return samples;
  }

  void close() {
    closed = true;
    sweep.close();
  }
}
