package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Head rows that are in segments: dropped in the order they stand in the file, and kept as long as
 * a receiver waits for them and they take no more room than they may.
 */
final class SealedRows {
  private static final int STEP = 500;

  /** What SQLite needs for a row besides its samples. */
  private static final int ROW_BYTES = 24;

  private final Database database;
  private final Arrivals arrivals;
  private long[] ids = new long[0];
  private int size;
  private boolean isSorted = true;
  private volatile boolean closed;
  private volatile long expiredBefore = Long.MIN_VALUE;

  SealedRows(Database database, Arrivals arrivals) {
    this.database = database;
    this.arrivals = arrivals;
  }

  synchronized void add(long[] rows) {
    if (size + rows.length > ids.length) {
      ids = Arrays.copyOf(ids, Math.max(size + rows.length, 2 * size));
    }
    System.arraycopy(rows, 0, ids, size, rows.length);
    size += rows.length;
    isSorted = false;
  }

  synchronized int size() {
    return size;
  }

  /** Scrapes from before this time are not kept for receivers. */
  void expireBefore(long time) {
    expiredBefore = time;
  }

  /** Drops what is not kept. */
  synchronized void drop() {
    if (!isSorted) {
      Arrays.sort(ids, 0, size);
      isSorted = true;
    }
    dropFirst(place(arrivals.passedByAll()), null);
    if (size > 0 && !closed) {
      dropFirst(expired(), "they are older than the archive's retention");
    }
    int tooMany = size == 0 || closed ? 0 : size - room();
    if (tooMany > 0) {
      dropFirst(tooMany, "they take more room than queue-size allows");
    } else {
      arrivals.enough();
    }
    if (ids.length > 4 * size + STEP) {
      ids = Arrays.copyOf(ids, size);
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

  private void dropFirst(int count, @Nullable String why) {
    int dropped = 0;
    while (dropped < count && !closed) {
      int begin = dropped;
      int end = Math.min(count, dropped + STEP);
      database.writeAndWait(
          connection -> {
            Map<Long, Integer> lost = why == null ? Map.of() : samples(connection, begin, end);
            ScrapeTable.drop(connection, ids, begin, end);
            return lost;
          },
          lost -> arrivals.givenUp(lost, String.valueOf(why)));
      dropped = end;
    }
    System.arraycopy(ids, dropped, ids, 0, size - dropped);
    size -= dropped;
  }

  private Map<Long, Integer> samples(Connection connection, int begin, int end)
      throws SQLException {
    var samples = new HashMap<Long, Integer>();
    for (int i = begin; i < end; i++) {
      long id = ids[i];
      samples.put(id, (int) ScrapeTable.samples(connection, id - 1, id));
    }
    return samples;
  }

  void close() {
    closed = true;
  }
}
