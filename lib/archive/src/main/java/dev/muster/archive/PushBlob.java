package dev.muster.archive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;

/**
 * Columns of pushed samples, each with a timeline: a head row of pushes, or a metric's block of
 * their segment; as {@code docs/formats/archive.md} draws them.
 */
final class PushBlob {
  private static final int FORMAT = 1;

  /** Says of a column's times which shared timeline they are; a negative number for none. */
  interface Shared extends ToIntFunction<long[]> {
    Shared NONE = times -> -1;
  }

  /** Takes columns. */
  interface Sink {
    void column(int series, PushColumn column);
  }

  private PushBlob() {}

  /** Times, that are equal where what is in them is. */
  private static final class Key {
    private final long[] times;
    private final int hash;

    Key(long[] times) {
      this.times = times;
      this.hash = Arrays.hashCode(times);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key that && Arrays.equals(times, that.times);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /** The bytes of columns by series, without their checksum. */
  static byte[] encode(SortedMap<Integer, PushColumn> columns, Shared shared) {
    var own = new ArrayList<long[]>();
    var numbers = new HashMap<Key, Integer>();
    var entries = new ByteSink();
    var values = new ByteSink(1024);
    int before = 0;
    for (var column : columns.entrySet()) {
      entries.writeVarint(column.getKey() - before);
      entries.writeVarint(timeline(column.getValue().times(), shared, own, numbers));
      int begun = values.size();
      ColumnCodec.encode(column.getValue().values(), 0, column.getValue().size(), values);
      entries.writeVarint(values.size() - begun);
      before = column.getKey();
    }
    var blob = new ByteSink(entries.size() + values.size() + 64);
    var times = new ByteSink();
    blob.writeByte(FORMAT);
    blob.writeVarint(own.size());
    blob.writeVarint(columns.size());
    Timelines.write(own, blob, times);
    blob.writeAll(entries);
    blob.writeAll(times);
    blob.writeAll(values);
    return blob.toBytes();
  }

  private static int timeline(
      long[] times, Shared shared, List<long[]> own, Map<Key, Integer> numbers) {
    int number = shared.applyAsInt(times);
    if (number >= 0) {
      return 2 * number + 1;
    }
    return 2
        * numbers.computeIfAbsent(
            new Key(times),
            key -> {
              own.add(times);
              return own.size() - 1;
            });
  }

  /** The bytes of shared timelines, without their checksum. */
  static byte[] encodeShared(List<long[]> timelines) {
    var blob = new ByteSink();
    var times = new ByteSink();
    blob.writeByte(FORMAT);
    blob.writeVarint(timelines.size());
    Timelines.write(timelines, blob, times);
    blob.writeAll(times);
    return blob.toBytes();
  }

  /**
   * Reads shared timelines.
   *
   * @param length without the checksum, which was verified
   * @throws DamagedBlobException if they are not what was written
   */
  static Timelines shared(byte[] blob, int length) {
    var in = new ByteSource(blob, 0, length);
    requireFormat(in);
    var directory = new Timelines.Directory(in, in.readCount(0, length, "timelines"), length);
    if (in.position() + directory.bytes() != length) {
      throw in.damaged("times of other lengths");
    }
    return directory.at(blob, in.position());
  }

  private static void requireFormat(ByteSource in) {
    if (in.readByte() != FORMAT) {
      throw in.damaged("an unknown format of pushed samples");
    }
  }

  /**
   * Reads the wanted columns; before the first one, all of the directory has been read.
   *
   * @param length without the checksum, which was verified
   * @throws DamagedBlobException if they are not what was written
   */
  static void read(byte[] blob, int length, Timelines shared, IntPredicate wanted, Sink sink) {
    var in = new ByteSource(blob, 0, length);
    requireFormat(in);
    int timelines = in.readCount(0, length, "timelines");
    int columns = in.readCount(0, length, "columns");
    var directory = new Timelines.Directory(in, timelines, length);
    var series = new int[columns];
    var refs = new int[columns];
    var lengths = new int[columns];
    long bytes = directory.bytes();
    long id = 0;
    for (int i = 0; i < columns; i++) {
      id += in.readCount(0, Integer.MAX_VALUE, "series");
      refs[i] = in.readCount(0, 2 * Math.max(timelines, shared.size()), "timeline");
      lengths[i] = in.readCount(1, length, "bytes of values");
      bytes += lengths[i];
      if (id > Integer.MAX_VALUE || refs[i] / 2 >= (refs[i] % 2 == 0 ? timelines : shared.size())) {
        throw in.damaged("series " + id + " with the timeline " + refs[i]);
      }
      series[i] = (int) id;
    }
    if (in.position() + bytes != length) {
      throw in.damaged("columns of other lengths");
    }
    var own = directory.at(blob, in.position());
    int at = in.position() + Math.toIntExact(directory.bytes());
    for (int i = 0; i < columns; i++) {
      if (wanted.test(series[i])) {
        var times = (refs[i] % 2 == 0 ? own : shared).of(refs[i] / 2);
        sink.column(series[i], column(blob, at, lengths[i], times));
      }
      at += lengths[i];
    }
  }

  private static PushColumn column(byte[] blob, int at, int length, long[] times) {
    var values = new double[times.length];
    if (ColumnCodec.decode(blob, at, length, values, 0, values.length) != at + length) {
      throw new DamagedBlobException("a column of another length", at);
    }
    return new PushColumn(times, values);
  }
}
