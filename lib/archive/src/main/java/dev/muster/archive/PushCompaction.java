package dev.muster.archive;

import dev.muster.sqlite.Database;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ObjIntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one segment of several of a period, so that many small pushes do not leave many small
 * segments: small ones are merged with their like, eight at a time, and what is left of a period
 * that is over once it has settled. The new one and the old ones change places in one transaction;
 * blocks are written before it and dropped after it, in small steps.
 */
final class PushCompaction {
  private static final Logger LOG = LoggerFactory.getLogger(PushCompaction.class);
  private static final int MANY = 8;

  /** Those that are larger than all smaller ones together by this factor are left alone. */
  private static final int FACTOR = 4;

  /** A segment grows to so many samples, as one metric of it must fit into memory. */
  private static final long MOST_SAMPLES = 4 << 20;

  private static final int STEP_BYTES = 256 << 10;
  private static final int STEP_BLOCKS = 32;

  private final Database database;
  private final PushHoldings holdings;
  private final PushSealer sealer;
  private final DamageLog damage;

  /** Segments that are damaged stay as they are. */
  private final Set<Long> damaged = new HashSet<>();

  /** Whether no block is there whose segment does not count. */
  private boolean looked;

  private volatile boolean closed;

  PushCompaction(Database database, PushHoldings holdings, PushSealer sealer, DamageLog damage) {
    this.database = database;
    this.holdings = holdings;
    this.sealer = sealer;
    this.damage = damage.another();
  }

  /**
   * Merges what is worth it.
   *
   * @param over all of a period is merged, where it is before this one
   * @return how many segments are gone
   */
  synchronized int run(long over) {
    if (!looked) {
      dropUnknown();
    }
    // What fails half-way, as on a full disk, leaves blocks: then it looks again the next time.
    looked = false;
    int gone = 0;
    for (long period : holdings.crowded()) {
      var alike = alike(holdings.segments(period));
      boolean isWorth = alike.size() >= MANY || (period < over && alike.size() > 1);
      if (isWorth && !closed) {
        gone += merge(period, alike);
      }
    }
    looked = true;
    return gone;
  }

  /** The smallest ones, up to one that is much larger than they are together. */
  private List<PushSegment> alike(List<PushSegment> segments) {
    var sorted = new ArrayList<>(segments);
    sorted.removeIf(segment -> damaged.contains(segment.id()));
    sorted.sort(Comparator.comparingLong(PushSegment::samples));
    var alike = new ArrayList<PushSegment>();
    long samples = 0;
    for (var segment : sorted) {
      boolean isLarger = !alike.isEmpty() && segment.samples() > FACTOR * samples;
      if (isLarger || samples + segment.samples() > MOST_SAMPLES) {
        break;
      }
      alike.add(segment);
      samples += segment.samples();
    }
    return alike;
  }

  private int merge(long period, List<PushSegment> segments) {
    long before = damage.count();
    long id = sealer.nextSegment();
    var steps = new Steps(id);
    var draft = new PushDraft(new SegmentSource(segments));
    draft.write(steps);
    steps.finish();
    if (closed) {
      return 0;
    }
    if (damage.count() != before) {
      segments.forEach(segment -> damaged.add(segment.id()));
      dropBlocks(id);
      return 0;
    }
    long version = holdings.version() + 1;
    var made = draft.segment(id, period);
    database.writeAndWait(
        connection -> {
          PushSegmentTable.insert(connection, made);
          PushSegmentTable.drop(connection, segments);
          PushSegmentTable.setVersion(connection, version);
          return made;
        },
        done -> holdings.moved(version, made, List.of(), segments));
    LOG.debug("msg=\"pushes merged\" segment={} of={}", id, segments.size());
    segments.forEach(segment -> dropBlocks(segment.id()));
    return segments.size() - 1;
  }

  /** Drops blocks of a segment that does not count. */
  void dropBlocks(long segment) {
    while (!closed
        && database.<Integer>writeAndWait(c -> BlockTable.PUSHED.drop(c, segment, STEP_BLOCKS))
            > 0) {
      // A few at a time.
    }
  }

  /** What a crash has left: blocks that were not finished, or not dropped. */
  private void dropUnknown() {
    var known = new HashSet<Long>();
    holdings.segments().forEach(segment -> known.add(segment.id()));
    long next = database.<Long>read(c -> PushSegmentTable.segmentFrom(c, 0));
    while (next > 0 && !closed) {
      long segment = next;
      if (!known.contains(segment)) {
        dropBlocks(segment);
      }
      next = database.<Long>read(c -> PushSegmentTable.segmentFrom(c, segment + 1));
    }
  }

  /** Writes blocks in transactions of some size. */
  private final class Steps implements ObjIntConsumer<byte[]> {
    private final long segment;
    private final TreeMap<Integer, byte[]> step = new TreeMap<>();
    private int bytes;

    Steps(long segment) {
      this.segment = segment;
    }

    @Override
    public void accept(byte[] block, int metric) {
      step.put(metric, block);
      bytes += block.length;
      if (bytes >= STEP_BYTES) {
        finish();
      }
    }

    void finish() {
      if (!closed) {
        database.writeAndWait(connection -> {
          for (var block : step.entrySet()) {
            BlockTable.PUSHED.insert(connection, segment, block.getKey(), block.getValue());
          }
          return step.size();
        });
      }
      step.clear();
      bytes = 0;
    }
  }

  /** The columns of some segments together. */
  private final class SegmentSource implements PushDraft.Source {
    private final List<PushSegment> segments;

    SegmentSource(List<PushSegment> segments) {
      this.segments = segments;
    }

    @Override
    public SortedSet<Integer> metrics() {
      var all = new TreeSet<Integer>();
      for (var segment : segments) {
        all.addAll(database.<List<Integer>>read(c -> BlockTable.PUSHED.metrics(c, segment.id())));
      }
      return all;
    }

    @Override
    public SortedMap<Integer, PushColumn> columns(int metric) {
      return database.read(connection -> {
        var parts = new TreeMap<Integer, List<PushColumn>>();
        for (var segment : segments) {
          new PushSegmentRead(connection, segment, damage)
              .read(
                  List.of(metric),
                  series -> true,
                  (series, column) ->
                      parts.computeIfAbsent(series, id -> new ArrayList<>()).add(column));
        }
        var columns = new TreeMap<Integer, PushColumn>();
        parts.forEach((series, list) -> columns.put(series, PushColumn.all(list)));
        return columns;
      });
    }
  }

  void close() {
    closed = true;
  }
}
