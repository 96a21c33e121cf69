package dev.muster.archive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.ObjIntConsumer;

/**
 * A segment of pushed samples in the making. It reads its source twice, metric by metric: first to
 * see which timelines several metrics share, then to write; so that memory holds one metric at a
 * time.
 */
final class PushDraft {
  /** Where the samples come from. */
  interface Source {
    SortedSet<Integer> metrics();

    /** All columns of a metric, by series. */
    SortedMap<Integer, PushColumn> columns(int metric);
  }

  /** What a timeline is known by: 128 bits of its content. */
  private record Key(long first, long second) {
    static Key of(long[] times) {
      long a = times.length;
      long b = ~times.length;
      for (long time : times) {
        a = mix(a ^ time);
        b = mix(b + time * 0x9E3779B97F4A7C15L);
      }
      return new Key(a, b);
    }

    /** Every bit of the number changes half of the bits: Steele et al., SplitMix64, 2014. */
    private static long mix(long number) {
      long z = number + 0x9E3779B97F4A7C15L;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      return z ^ (z >>> 31);
    }
  }

  private static final int SHARED = -1;

  private final Source source;

  /** The one metric that has a timeline, or that several do. */
  private final Map<Key, Integer> owners = new HashMap<>();

  private final Map<Key, Integer> numbers = new HashMap<>();
  private final List<long[]> shared = new ArrayList<>();
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private long samples;
  private long most;

  PushDraft(Source source) {
    this.source = source;
  }

  /** Hands on the blocks by metric, without their checksums, the shared timelines last. */
  void write(ObjIntConsumer<byte[]> blocks) {
    for (int metric : source.metrics()) {
      source.columns(metric).values().forEach(column -> note(metric, column));
    }
    for (int metric : source.metrics()) {
      var columns = source.columns(metric);
      if (!columns.isEmpty()) {
        blocks.accept(PushBlob.encode(columns, this::number), metric);
      }
    }
    if (!shared.isEmpty()) {
      blocks.accept(PushBlob.encodeShared(shared), Segment.TIMES);
    }
  }

  private void note(int metric, PushColumn column) {
    owners.merge(
        Key.of(column.times()), metric, (known, more) -> known.equals(more) ? known : SHARED);
    first = Math.min(first, column.first());
    last = Math.max(last, column.last());
    samples += column.size();
    most = Math.max(most, column.size());
  }

  private int number(long[] times) {
    var key = Key.of(times);
    if (owners.getOrDefault(key, 0) != SHARED) {
      return -1;
    }
    return numbers.computeIfAbsent(
        key,
        unknown -> {
          shared.add(times);
          return shared.size() - 1;
        });
  }

  boolean isEmpty() {
    return samples == 0;
  }

  /** The segment that was written. */
  PushSegment segment(long id, long period) {
    return new PushSegment(id, period, first, last, samples, most);
  }
}
