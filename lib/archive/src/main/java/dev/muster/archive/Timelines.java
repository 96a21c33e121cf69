package dev.muster.archive;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Columns of times that columns of values refer to by number; decoded when they are asked for. */
final class Timelines {
  static final Timelines NONE = new Timelines(new byte[0], new int[0], new int[0], 0);

  /** One sample in each millisecond of a period. */
  private static final int MOST_TIMES = (int) RollupStep.PERIOD_MILLIS;

  private final byte[] blob;
  private final int[] counts;
  private final int[] ends;
  private final int begin;
  private final long[] @Nullable [] decoded;

  private Timelines(byte[] blob, int[] counts, int[] ends, int begin) {
    this.blob = blob;
    this.counts = counts;
    this.ends = ends;
    this.begin = begin;
    this.decoded = new long[counts.length][];
  }

  /** How many times and bytes each timeline has, as a directory has it. */
  static final class Directory {
    private final int[] counts;
    private final int[] lengths;

    Directory(ByteSource in, int timelines, int mostBytes) {
      counts = new int[timelines];
      lengths = new int[timelines];
      for (int i = 0; i < timelines; i++) {
        counts[i] = in.readCount(1, MOST_TIMES, "times");
        lengths[i] = in.readCount(1, mostBytes, "bytes of times");
      }
    }

    long bytes() {
      long bytes = 0;
      for (int length : lengths) {
        bytes += length;
      }
      return bytes;
    }

    Timelines at(byte[] blob, int begin) {
      var ends = new int[lengths.length];
      int end = begin;
      for (int i = 0; i < ends.length; i++) {
        end += lengths[i];
        ends[i] = end;
      }
      return new Timelines(blob, counts, ends, begin);
    }
  }

  /** Writes how many times and bytes each has, and apart from that the times. */
  static void write(List<long[]> timelines, ByteSink directory, ByteSink body) {
    for (long[] times : timelines) {
      int begun = body.size();
      TimesCodec.encode(times, 0, times.length, body);
      directory.writeVarint(times.length);
      directory.writeVarint(body.size() - begun);
    }
  }

  int size() {
    return counts.length;
  }

  int count(int number) {
    return counts[number];
  }

  /** The times of one; not to be changed. */
  long[] of(int number) {
    long @Nullable [] known = decoded[number];
    if (known == null) {
      known = new long[counts[number]];
      int from = number == 0 ? begin : ends[number - 1];
      int end = TimesCodec.decode(blob, from, ends[number] - from, known, 0, known.length);
      if (end != ends[number]) {
        throw new DamagedBlobException("times of another length", end);
      }
      decoded[number] = known;
    }
    return known;
  }
}
