package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What arrived, in its order, for receivers it is sent on to. Each has two positions in the file:
 * the number of the last head row that it does not wait for any more, of scrapes and of pushed
 * samples. Head rows stay, sealed or not, until every receiver has passed them, as long as they are
 * no more than is allowed; so what waits is stored once and outlives the process.
 */
public final class Arrivals {
  private static final int MOST_ROWS = 500;

  /** Head rows that are kept for receivers, unless something else is said. */
  public static final long USUAL_BYTES = 2L << 30;

  /**
   * What comes next for a receiver.
   *
   * @param upTo the number to {@link #passed pass} once it is delivered, or where there is nothing:
   *     its position, or that of rows that are gone
   * @param pushed whether it is of what was pushed, which has numbers of its own
   */
  public record Part(List<Arrival> arrivals, long upTo, boolean pushed) {
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
   * @param oldestMillis the time of the first scrape that waits, or the newest one of the first
   *     pushed samples that do, whichever is older; Unix milliseconds
   * @param lost samples that were given up since the archive was opened, as they took too much room
   */
  public record Waiting(long samples, OptionalLong oldestMillis, long lost) {}

  private final Database database;
  private final ScrapeTable scrapes;
  private final SeriesCatalog catalog;
  private final Holdings holdings;
  private final Positions positions = new Positions("remote_write:");
  private final PushQueue pushes;
  private long mostBytes = USUAL_BYTES;

  Arrivals(
      Database database,
      ScrapeTable scrapes,
      SeriesCatalog catalog,
      Holdings holdings,
      DamageLog damage) {
    this.database = database;
    this.scrapes = scrapes;
    this.catalog = catalog;
    this.holdings = holdings;
    this.pushes = new PushQueue(database, catalog, damage, this::wake);
  }

  /** Pushed samples, which have positions of their own. */
  PushQueue pushes() {
    return pushes;
  }

  private synchronized void wake() {
    notifyAll();
  }

  /** Reads who waits for what was scraped. */
  void load(Connection connection) throws SQLException {
    positions.load(connection, row -> ScrapeTable.samples(connection, row, Long.MAX_VALUE));
    scrapes.used(positions.greatest());
  }

  /**
   * Keeps what arrives for these receivers and for no others. One that is not known yet waits for
   * what arrives from now on.
   *
   * @param bytes how much of the file the head rows that are kept for them may take, of scrapes and
   *     of pushed samples each
   */
  public CompletableFuture<Void> keepFor(Set<String> receivers, long bytes) {
    var names = Set.copyOf(receivers);
    synchronized (this) {
      mostBytes = bytes;
    }
    pushes.allow(bytes);
    return database
        .write(
            connection -> {
              long[] newest = {scrapes.newest(), PushTable.newest(connection)};
              positions.keep(connection, names, newest[0]);
              pushes.positions().keep(connection, names, newest[1]);
              return newest;
            },
            newest -> {
              positions.remember(names, newest[0]);
              pushes.positions().remember(names, newest[1]);
            })
        .thenApply(done -> null);
  }

  /** A row was committed; on the writer's thread. */
  void arrived(int samples) {
    positions.arrived(samples);
    wake();
  }

  /**
   * What comes next for a receiver of what was scraped, in the order of arrival; waits a while
   * where there is nothing, and nothing pushed either.
   *
   * @param mostSamples not more than these, but one arrival at least
   * @throws dev.muster.sqlite.DatabaseException if the archive cannot be read
   */
  public Part next(String receiver, int mostSamples, long waitMillis) throws InterruptedException {
    long position;
    long newest;
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    synchronized (this) {
      long left = end - System.nanoTime();
      while (holdings.newestRow() <= positions.of(receiver).position()
          && !pushes.hasMore(receiver)
          && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = end - System.nanoTime();
      }
      position = positions.of(receiver).position();
      newest = holdings.newestRow();
    }
    var rows = database.read(c -> scrapes.after(c, position, MOST_ROWS, mostSamples));
    return new Part(
        rows.rows().stream().<Arrival>map(row -> new ScrapedArrival(row, catalog.index())).toList(),
        // Where rows were given up there is nothing left to wait for.
        rows.upTo() == position ? Math.max(position, newest) : rows.upTo(),
        false);
  }

  /**
   * What comes next for a receiver of what was pushed or imported, in the order of arrival; does
   * not wait.
   *
   * @param mostSamples not more than these, but one arrival at least
   * @throws dev.muster.sqlite.DatabaseException if the archive cannot be read
   */
  public Part nextPushed(String receiver, int mostSamples) {
    return pushes.next(receiver, mostSamples);
  }

  /**
   * A receiver does not wait for these any more: not now, nor, once this is done, after a crash.
   */
  public CompletableFuture<Void> passed(String receiver, Part part) {
    long samples = part.arrivals().stream().mapToLong(Arrival::size).sum();
    var queue = part.pushed() ? pushes.positions() : positions;
    if (!queue.pass(receiver, part.upTo(), samples)) {
      return CompletableFuture.completedFuture(null);
    }
    return database
        .write(connection -> queue.store(connection, receiver, part.upTo()))
        .thenApply(done -> null);
  }

  /** How much waits for a receiver. */
  public Waiting waiting(String receiver) {
    var scraped = positions.of(receiver);
    var pushed = pushes.positions().of(receiver);
    long oldest = Math.min(oldest(scraped), pushes.oldest(receiver));
    return oldest == Long.MAX_VALUE
        ? new Waiting(0, OptionalLong.empty(), scraped.lost() + pushed.lost())
        : new Waiting(
            scraped.samples() + pushed.samples(),
            OptionalLong.of(oldest),
            scraped.lost() + pushed.lost());
  }

  private long oldest(Positions.Place place) {
    return place.samples() == 0
        ? Long.MAX_VALUE
        : database
            .<OptionalLong>read(c -> ScrapeTable.firstTimeAfter(c, place.position()))
            .orElse(Long.MAX_VALUE);
  }

  /** Every receiver has passed the rows up to this one. */
  long passedByAll() {
    return positions.passedByAll();
  }

  synchronized long mostBytes() {
    return mostBytes;
  }

  /** Rows that some wait for are going to be dropped; for the transaction that drops them. */
  void givenUp(Map<Long, Integer> samplesOfRows, String why) {
    positions.givenUp(samplesOfRows, why);
  }

  /** Nothing had to be given up. */
  void enough() {
    positions.enough();
  }
}
