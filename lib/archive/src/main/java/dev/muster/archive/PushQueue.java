package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Pushed samples as receivers wait for them: head rows in the order of their numbers. Those that
 * are sealed stay until all receivers have passed them, as long as they take no more room than they
 * may and are not older than the retention.
 */
final class PushQueue {
  private static final int STEP = 250;
  private static final int MOST_ROWS = 500;

  /** What SQLite needs for a row, and for its mark, besides its samples. */
  private static final int ROW_BYTES = 48;

  private final Database database;
  private final SeriesCatalog catalog;
  private final DamageLog damage;
  private final Runnable arrived;
  private final Positions positions = new Positions("remote_write_push:");
  private final AtomicLong newest = new AtomicLong();

  /** Of rows that are sealed and kept, with what SQLite needs for them. */
  private final AtomicLong keptBytes = new AtomicLong();

  private volatile long mostBytes = Arrivals.USUAL_BYTES;
  private volatile boolean closed;

  /** Says that something arrived. */
  PushQueue(Database database, SeriesCatalog catalog, DamageLog damage, Runnable arrived) {
    this.database = database;
    this.catalog = catalog;
    this.damage = damage;
    this.arrived = arrived;
  }

  /** Reads who waits for what, besides these rows that are not sealed. */
  void load(Connection connection, List<PushRow> unsealed) throws SQLException {
    positions.load(
        connection,
        after ->
            SealedPushTable.samplesAfter(connection, after)
                + unsealed.stream()
                    .filter(row -> row.id() > after)
                    .mapToLong(PushRow::samples)
                    .sum());
    newest.set(PushTable.newest(connection));
    keptBytes.set(
        SealedPushTable.bytes(connection) + ROW_BYTES * SealedPushTable.count(connection));
  }

  /** Numbers up to this one were given, or may still be spoken of. */
  long greatest() {
    return Math.max(newest.get(), positions.greatest());
  }

  Positions positions() {
    return positions;
  }

  /** How much of the file sealed rows may take. */
  void allow(long bytes) {
    mostBytes = bytes;
  }

  /** A row was committed; on the writer's thread. */
  void add(PushRow row) {
    newest.accumulateAndGet(row.id(), Math::max);
    positions.arrived(row.samples());
    arrived.run();
  }

  boolean hasMore(String receiver) {
    return newest.get() > positions.of(receiver).position();
  }

  Arrivals.Part next(String receiver, int mostSamples) {
    long position = positions.of(receiver).position();
    long end = newest.get();
    if (end <= position) {
      return new Arrivals.Part(List.of(), position, true);
    }
    return database.read(connection -> {
      var rows = PushTable.after(connection, position, MOST_ROWS, mostSamples);
      var arrivals = new ArrayList<Arrival>();
      var index = catalog.index();
      for (var row : rows) {
        var arrival = new PushedArrival(row);
        PushTable.read(
            connection,
            List.of(row),
            series -> true,
            damage,
            (series, column) -> arrival.add(index.labels(series), column));
        arrivals.add(arrival);
      }
      // Where rows were given up there is nothing left to wait for.
      return new Arrivals.Part(arrivals, rows.isEmpty() ? end : rows.getLast().id(), true);
    });
  }

  /** The newest time of the first row that waits; the greatest number for none. */
  long oldest(String receiver) {
    var place = positions.of(receiver);
    return place.samples() == 0
        ? Long.MAX_VALUE
        : database.<Long>read(c ->
            PushTable.after(c, place.position(), 1, 0).stream()
                .mapToLong(PushRow::last)
                .findFirst()
                .orElse(Long.MAX_VALUE));
  }

  /** In the transaction that seals rows: drops or keeps them; how many bytes are kept. */
  long sealed(Connection connection, List<PushRow> rows) throws SQLException {
    long passed = positions.passedByAll();
    PushTable.drop(connection, rows.stream().filter(row -> row.id() <= passed).toList());
    var kept = rows.stream().filter(row -> row.id() > passed).toList();
    return SealedPushTable.insert(connection, kept) + (long) ROW_BYTES * kept.size();
  }

  /** After that transaction. */
  void kept(long bytes) {
    keptBytes.addAndGet(bytes);
  }

  /**
   * What is to go, the oldest rows first.
   *
   * @param upTo no rows after this one
   * @param before only rows whose samples are all older than this
   * @param leave no more once what is kept is down to so many bytes
   * @param why some still wait for them, or ""
   */
  private record Goal(long upTo, long before, long leave, String why) {}

  /** Drops what all have passed, and the oldest where the rest takes too much room. */
  void drop() {
    drop(new Goal(positions.passedByAll(), Long.MAX_VALUE, 0, ""));
    if (keptBytes.get() <= mostBytes) {
      positions.enough();
    } else {
      drop(
          new Goal(
              Long.MAX_VALUE,
              Long.MAX_VALUE,
              mostBytes,
              "they take more room than queue-size allows"));
    }
  }

  /** Drops sealed rows whose samples are all from before a time. */
  void expireBefore(long time) {
    drop(new Goal(Long.MAX_VALUE, time, 0, "they are older than the archive's retention"));
  }

  /** A few at a time. */
  private void drop(Goal goal) {
    var next = next(goal);
    while (!next.isEmpty() && !closed) {
      var rows = next;
      database.writeAndWait(
          connection -> {
            SealedPushTable.drop(connection, rows);
            return rows;
          },
          dropped -> dropped(dropped, goal.why()));
      next = next(goal);
    }
  }

  private List<SealedPushTable.Kept> next(Goal goal) {
    var next = new ArrayList<SealedPushTable.Kept>();
    long left = keptBytes.get();
    if (left > goal.leave()) {
      for (var row :
          database.read(c -> SealedPushTable.oldest(c, goal.upTo(), goal.before(), STEP))) {
        if (left > goal.leave()) {
          next.add(row);
          left -= row.bytes() + ROW_BYTES;
        }
      }
    }
    return next;
  }

  private void dropped(List<SealedPushTable.Kept> rows, String why) {
    var samples = new HashMap<Long, Integer>();
    for (var row : rows) {
      keptBytes.addAndGet(-row.bytes() - ROW_BYTES);
      samples.put(row.id(), row.samples());
    }
    if (!why.isEmpty()) {
      positions.givenUp(samples, why);
    }
  }

  void close() {
    closed = true;
  }
}
