package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What arrived, in its order, for receivers it is sent on to. Each has a position in the file: the
 * number of the last head row that it does not wait for any more. Head rows stay, sealed or not,
 * until every receiver has passed them, as long as they are no more than is allowed; so what waits
 * is stored once and outlives the process.
 */
public final class Arrivals {
  private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);
  private static final String SETTING = "remote_write:";
  private static final int MOST_ROWS = 500;

  /** Head rows that are kept for receivers, unless something else is said. */
  public static final long USUAL_BYTES = 2L << 30;

  /**
   * What comes next for a receiver.
   *
   * @param upTo the number to {@link #passed pass} once it is delivered; its position where there
   *     is nothing
   */
  public record Part(List<Arrival> arrivals, long upTo) {
    public Part {
      arrivals = List.copyOf(arrivals);
    }

    public boolean isEmpty() {
      return arrivals.isEmpty();
    }
  }

  /**
   * How much waits for a receiver.
   *
   * @param samples before anything is left out
   * @param oldestMillis the time of the first scrape that waits, Unix milliseconds
   * @param lost samples that were given up since the archive was opened, as they took too much room
   */
  public record Waiting(long samples, OptionalLong oldestMillis, long lost) {}

  private static final class Place {
    private long position;
    private long samples;
    private long lost;

    Place(long position, long samples) {
      this.position = position;
      this.samples = samples;
    }
  }

  private final Database database;
  private final ScrapeTable scrapes;
  private final SeriesCatalog catalog;
  private final Holdings holdings;
  private final Map<String, Place> places = new TreeMap<>();
  private long mostBytes = USUAL_BYTES;
  private boolean saidFull;

  Arrivals(Database database, ScrapeTable scrapes, SeriesCatalog catalog, Holdings holdings) {
    this.database = database;
    this.scrapes = scrapes;
    this.catalog = catalog;
    this.holdings = holdings;
  }

  /** Reads who waits for what. */
  synchronized void load(Connection connection) throws SQLException {
    var query = connection.prepareStatement("SELECT name, value FROM setting WHERE name GLOB ?");
    query.setString(1, SETTING + "*");
    Rows.forEach(
        query,
        row -> {
          long position = row.getLong(2);
          scrapes.used(position);
          places.put(
              row.getString(1).substring(SETTING.length()),
              new Place(position, ScrapeTable.samples(connection, position, Long.MAX_VALUE)));
        });
  }

  /**
   * Keeps what arrives for these receivers and for no others. One that is not known yet waits for
   * what arrives from now on.
   *
   * @param bytes how much of the file the head rows that are kept for them may take
   */
  public CompletableFuture<Void> keepFor(Set<String> receivers, long bytes) {
    var names = Set.copyOf(receivers);
    synchronized (this) {
      mostBytes = bytes;
    }
    return database
        .write(
            connection -> {
              long newest = scrapes.newest();
              drop(connection, names);
              for (String name : names) {
                add(connection, name, newest);
              }
              return newest;
            },
            newest -> remember(names, newest))
        .thenApply(done -> null);
  }

  private synchronized void drop(Connection connection, Set<String> kept) throws SQLException {
    for (String name : places.keySet()) {
      if (!kept.contains(name)) {
        try (var delete = connection.prepareStatement("DELETE FROM setting WHERE name = ?")) {
          delete.setString(1, SETTING + name);
          delete.executeUpdate();
        }
      }
    }
  }

  private static void add(Connection connection, String name, long position) throws SQLException {
    try (var insert =
        connection.prepareStatement(
            "INSERT INTO setting(name, value) VALUES(?, ?) ON CONFLICT(name) DO NOTHING")) {
      insert.setString(1, SETTING + name);
      insert.setLong(2, position);
      insert.executeUpdate();
    }
  }

  /** On the writer's thread, before what arrived after it is remembered. */
  private synchronized void remember(Set<String> names, long newest) {
    places.keySet().retainAll(names);
    for (String name : names) {
      places.computeIfAbsent(name, n -> new Place(newest, 0));
    }
  }

  /** A row was committed; on the writer's thread. */
  synchronized void arrived(int samples) {
    places.values().forEach(place -> place.samples += samples);
    notifyAll();
  }

  /**
   * What comes next for a receiver, in the order of arrival; waits a while where there is nothing.
   *
   * @param mostSamples not more than these, but one arrival at least
   * @throws dev.muster.sqlite.DatabaseException if the archive cannot be read
   */
  public Part next(String receiver, int mostSamples, long waitMillis) throws InterruptedException {
    long position;
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    synchronized (this) {
      long left = end - System.nanoTime();
      while (holdings.newestRow() <= position(receiver) && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = end - System.nanoTime();
      }
      position = position(receiver);
    }
    var rows = database.read(c -> scrapes.after(c, position, MOST_ROWS, mostSamples));
    return new Part(
        rows.rows().stream().map(row -> new Arrival(row, catalog.index())).toList(), rows.upTo());
  }

  private long position(String receiver) {
    var place = places.get(receiver);
    return place == null ? Long.MAX_VALUE : place.position;
  }

  /**
   * A receiver does not wait for these any more: not now, nor, once this is done, after a crash.
   */
  public CompletableFuture<Void> passed(String receiver, Part part) {
    long samples = part.arrivals().stream().mapToLong(Arrival::size).sum();
    synchronized (this) {
      var place = places.get(receiver);
      if (place == null || place.position >= part.upTo()) {
        return CompletableFuture.completedFuture(null);
      }
      place.position = part.upTo();
      place.samples -= samples;
    }
    return database
        .write(connection -> {
          try (var update =
              connection.prepareStatement(
                  "UPDATE setting SET value = max(value, ?) WHERE name = ?")) {
            update.setLong(1, part.upTo());
            update.setString(2, SETTING + receiver);
            return update.executeUpdate();
          }
        })
        .thenApply(done -> null);
  }

  /** How much waits for a receiver. */
  public Waiting waiting(String receiver) {
    long position = Long.MAX_VALUE;
    long samples = 0;
    long lost = 0;
    synchronized (this) {
      var place = places.get(receiver);
      if (place != null) {
        position = place.position;
        samples = place.samples;
        lost = place.lost;
      }
    }
    long from = position;
    var oldest =
        samples > 0
            ? database.<OptionalLong>read(c -> ScrapeTable.firstTimeAfter(c, from))
            : OptionalLong.empty();
    return new Waiting(oldest.isPresent() ? samples : 0, oldest, lost);
  }

  /** Every receiver has passed the rows up to this one. */
  synchronized long passedByAll() {
    return places.values().stream().mapToLong(place -> place.position).min().orElse(Long.MAX_VALUE);
  }

  synchronized long mostBytes() {
    return mostBytes;
  }

  /** Rows that some wait for are going to be dropped; for the transaction that drops them. */
  synchronized void givenUp(Map<Long, Integer> samplesOfRows, String why) {
    places.forEach((name, place) -> {
      long lost = 0;
      for (var row : samplesOfRows.entrySet()) {
        lost += row.getKey() > place.position ? row.getValue() : 0;
      }
      place.lost += lost;
      place.samples -= lost;
      if (lost > 0 && !saidFull) {
        LOG.warn(
            "msg=\"samples that wait for a remote-write receiver are given up\" receiver={} why=\"{}\"",
            name,
            why);
        saidFull = true;
      }
    });
  }

  /** Nothing had to be given up. */
  synchronized void enough() {
    saidFull = false;
  }
}
