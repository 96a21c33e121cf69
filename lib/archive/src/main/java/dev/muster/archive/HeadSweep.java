package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Drops head rows that are no longer needed, a few a transaction, the newest first: so a row goes
 * before the one it is told by. One that other rows are still told by stays until those go.
 *
 * <p>In a server whose commits are shared, rows go with the next scrapes' commits, somewhat more
 * than came: their pages are used again at once, and are written once instead of three times.
 */
final class HeadSweep {
  private static final int STEP_ROWS = 500;

  /** Some pages of them: those that are emptied are not written, the last one is. */
  private static final int LEAST_ROWS = 64;

  private final Database database;
  private final Holdings holdings;
  private final HeadBases bases;
  private final boolean rides;

  /** What was said to be no longer needed; guarded by itself, as the next five. */
  private final List<long[]> waiting = new ArrayList<>();

  /** What can go, ascending, up to {@code left}. */
  private long[] ready = {};

  private int left;

  /** Since rows last went with a commit. */
  private int came;

  /** Whether some came since {@link #run} looked. */
  private boolean isBusy;

  private boolean riding;
  private volatile boolean closed;

  HeadSweep(Database database, Holdings holdings, HeadBases bases, boolean rides) {
    this.database = database;
    this.holdings = holdings;
    this.bases = bases;
    this.rides = rides;
  }

  /** Says that rows are no longer needed; they are not in the holdings any more. */
  void add(long[] rows) {
    synchronized (waiting) {
      waiting.add(rows);
    }
  }

  int waiting() {
    synchronized (waiting) {
      return left + waiting.stream().mapToInt(rows -> rows.length).sum();
    }
  }

  /** A scrape was committed; on the writer's thread. */
  void scrapeCame() {
    long[] rows;
    synchronized (waiting) {
      isBusy = true;
      came++;
      int more = came + came / 2;
      if (!rides || riding || left == 0 || closed || more < LEAST_ROWS) {
        return;
      }
      riding = true;
      rows = take(more);
      came = 0;
    }
    var _ =
        database
            .writeSoon(c -> ScrapeTable.drop(c, rows, 0, rows.length), done -> {})
            .whenComplete((done, failure) -> rode(failure == null ? new long[0] : rows));
  }

  private void rode(long[] failed) {
    synchronized (waiting) {
      riding = false;
      waiting.add(failed);
    }
  }

  /** The newest of what can go, descending. */
  private long[] take(int rows) {
    synchronized (waiting) {
      int from = Math.max(0, left - rows);
      long[] taken = ScrapeTable.descending(Arrays.copyOfRange(ready, from, left));
      left = from;
      return taken;
    }
  }

  /** Drops what can go, or sees to it that it goes with the next scrapes while there are some. */
  synchronized void run() {
    boolean isIdle;
    synchronized (waiting) {
      isIdle = !rides || (!isBusy && !riding);
      isBusy = false;
    }
    prepare();
    while (isIdle && waiting() > 0 && !closed) {
      long[] rows = take(STEP_ROWS);
      if (rows.length == 0) {
        break;
      }
      database.writeAndWait(c -> ScrapeTable.drop(c, rows, 0, rows.length));
    }
  }

  private void prepare() {
    var parts = new ArrayList<long[]>();
    synchronized (waiting) {
      if (waiting.isEmpty()) {
        return;
      }
      parts.addAll(waiting);
      parts.add(Arrays.copyOf(ready, left));
      waiting.clear();
      left = 0;
    }
    // Beside the lock, as the writer's thread needs it with each scrape.
    long[] all = parts.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    long[] free;
    try {
      free = untold(all);
    } catch (RuntimeException e) {
      add(all);
      throw e;
    }
    long[] told = LongStream.of(all).filter(id -> Arrays.binarySearch(free, id) < 0).toArray();
    synchronized (waiting) {
      ready = free;
      left = free.length;
      if (told.length > 0) {
        waiting.add(told);
      }
    }
  }

  /** Those of some rows, ascending, that no row of the holdings is told by, nor will be. */
  long[] untold(long[] rows) {
    // Rows of the same commit may be told by these; those that come after it are not.
    database.writeAndWait(c -> bases.forget(rows));
    return holdings.notBases(rows);
  }

  void close() {
    closed = true;
  }
}
