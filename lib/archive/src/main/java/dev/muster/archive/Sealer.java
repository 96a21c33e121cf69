package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns head rows of windows that are over into segments, in the background and in small
 * transactions: first the blocks, then the segment that makes them count, and last the rows go that
 * are no longer needed. What is cut off in between is begun anew.
 */
final class Sealer {
  private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);

  /** How long a window's last scrapes may take to arrive. Later ones get a segment of their own. */
  private static final long LATE_MILLIS = Duration.ofMinutes(2).toMillis();

  private static final int STEP_BYTES = 256 << 10;
  private static final int OLD_ROWS = 2000;

  /** Rows that wait to be dropped are dropped at the latest when they are so many. */
  private static final int SWEEP_ROWS = 100_000;

  private final Database database;
  private final InstantSource clock;
  private final SeriesCatalog catalog;
  private final MetricNames metrics;
  private final ScrapeTable scrapes;
  private final Holdings holdings;
  private final OldRowMover old;
  private final SealedRows sealedRows;
  private volatile boolean closed;

  /** How many rows were kept when rows were dropped last. */
  private int swept;

  /** Whether blocks of a segment may be there that was not finished. */
  private boolean unfinished;

  Sealer(
      Database database,
      InstantSource clock,
      SeriesCatalog catalog,
      MetricNames metrics,
      ScrapeTable scrapes,
      Holdings holdings,
      OldRowMover old,
      SealedRows sealedRows) {
    this.database = database;
    this.clock = clock;
    this.catalog = catalog;
    this.metrics = metrics;
    this.scrapes = scrapes;
    this.holdings = holdings;
    this.old = old;
    this.sealedRows = sealedRows;
  }

  /** Seals what is due; how many segments that made. */
  synchronized int run() {
    int made = 0;
    boolean more = true;
    while (more && !closed) {
      more = old.move(OLD_ROWS);
      long ended = clock.millis() - LATE_MILLIS;
      made += sealAll(more ? Math.min(ended, old.movedTo() - LATE_MILLIS) : ended);
      sweep();
    }
    return made;
  }

  private int sealAll(long ended) {
    int made = 0;
    var due = holdings.due(ended);
    while (!due.isEmpty() && !closed) {
      var window = due.getFirst().window();
      for (var group : due) {
        if (group.window().equals(window) && !closed) {
          seal(group);
          made++;
        }
      }
      if (sealedRows.size() - swept > SWEEP_ROWS) {
        sweep();
      }
      due = holdings.due(ended);
    }
    return made;
  }

  private void seal(Holdings.Due due) {
    if (unfinished) {
      database.writeAndWait(c -> SegmentTable.dropUnfinished(c, holdings.version()));
    }
    unfinished = true;
    long id = holdings.version() + 1;
    var draft = new SegmentDraft(id, due, catalog, metrics);
    due.rows()
        .forEach((target, rows) -> {
          var read = new ArrayList<ScrapeRow>();
          database.read(c -> {
            scrapes.read(c, rows, read::add);
            return read.size();
          });
          draft.add(target, read, this::number);
        });
    writeBlocks(id, draft.parts());
    var segment = draft.segment();
    database.writeAndWait(
        connection -> {
          SegmentTable.insert(connection, segment);
          SegmentTable.setVersion(connection, id);
          RollupDue.add(connection, segment, draft.periods());
          return segment;
        },
        done -> holdings.sealed(id, segment, due.rows()));
    unfinished = false;
    sealedRows.add(due.allRows());
    LOG.debug("msg=sealed segment={} group={} scrapes={}", id, due.group(), due.allRows().length);
  }

  /** Gives numbers to metrics that have none yet. */
  private void number(List<String> names) {
    if (!metrics.knowsAll(names)) {
      database.writeAndWait(c -> metrics.resolve(c, names), metrics::remember);
    }
  }

  private void writeBlocks(long segment, Map<Integer, byte[]> blocks) {
    var step = new TreeMap<Integer, byte[]>();
    int bytes = 0;
    for (var block : blocks.entrySet()) {
      step.put(block.getKey(), block.getValue());
      bytes += block.getValue().length;
      if (bytes >= STEP_BYTES) {
        write(segment, step);
        step.clear();
        bytes = 0;
      }
    }
    write(segment, step);
  }

  private void write(long segment, Map<Integer, byte[]> blocks) {
    database.writeAndWait(connection -> {
      for (var block : blocks.entrySet()) {
        BlockTable.SCRAPED.insert(connection, segment, block.getKey(), block.getValue());
      }
      return blocks.size();
    });
  }

  /** Drops rows that are in segments, but those that are kept for receivers. */
  private void sweep() {
    sealedRows.drop();
    swept = sealedRows.size();
  }

  void close() {
    closed = true;
    sealedRows.close();
  }
}
