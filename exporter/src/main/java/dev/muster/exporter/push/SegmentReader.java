package dev.muster.exporter.push;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of a {@link SegmentWriter}, which may still be written to. At the first record that
 * is cut short or damaged it ends: {@link #isDamaged} then says so.
 */
final class SegmentReader implements AutoCloseable {
  /** What stands in front of a reading's values. */
  record Head(long number, long timeMillis, int samples) {}

  /** Far above what {@link SeriesTable#MAX} series take. */
  private static final int MAX_BYTES = 32 << 20;

  private final FileChannel file;
  private final SeriesTable table = new SeriesTable();
  private long position = SegmentWriter.MAGIC.length;
  private long[] before = new long[0];
  private boolean damaged;

  private SegmentReader(FileChannel file) {
    this.file = file;
  }

  static SegmentReader open(Path path) throws IOException {
    var reader = new SegmentReader(FileChannel.open(path, StandardOpenOption.READ));
    byte[] magic = reader.bytes(0, SegmentWriter.MAGIC.length);
    reader.damaged = !Arrays.equals(magic, SegmentWriter.MAGIC);
    return reader;
  }

  boolean isDamaged() {
    return damaged;
  }

  /** Up to where all was well. */
  long position() {
    return position;
  }

  /** The next reading's head alone; afterwards no whole reading can be had. */
  @Nullable Head nextHead() throws IOException {
    try {
      for (ByteBuffer record = record(); record != null; record = record()) {
        if (record.get() == SegmentWriter.READING) {
          return new Head(varint(record), varint(record), (int) varint(record));
        }
      }
    } catch (RuntimeException e) {
      damaged = true;
    }
    return null;
  }

  /** The next reading; null where there is none, now at least. */
  @Nullable Reading next() throws IOException {
    try {
      for (ByteBuffer record = record(); record != null; record = record()) {
        switch ((char) record.get()) {
          case SegmentWriter.SERIES -> series(record);
          case SegmentWriter.READING -> {
            return reading(record);
          }
          default -> throw new DataFormatException("a record of no known kind");
        }
      }
    } catch (DataFormatException | RuntimeException e) {
      damaged = true;
    }
    return null;
  }

  private void series(ByteBuffer record) throws DataFormatException {
    long count = varint(record);
    ByteBuffer labels = inflate(record, varint(record));
    for (long i = 0; i < count; i++) {
      var each = new byte[(int) varint(labels)];
      labels.get(each);
      table.add(each);
    }
  }

  private Reading reading(ByteBuffer record) throws DataFormatException {
    long number = varint(record);
    long time = varint(record);
    varint(record); // the samples, which are counted again
    int count = (int) varint(record);
    if (count > table.size()) {
      throw new DataFormatException("series without labels");
    }
    ByteBuffer planes = inflate(record, (long) count * Long.BYTES);
    var bits = new long[count];
    for (int plane = 0; plane < Long.BYTES; plane++) {
      for (int i = 0; i < count; i++) {
        bits[i] |= (planes.get() & 0xffL) << (Byte.SIZE * plane);
      }
    }
    for (int i = 0; i < Math.min(count, before.length); i++) {
      bits[i] ^= before[i];
    }
    before = bits;
    return Reading.of(number, time, table, bits);
  }

  private static ByteBuffer inflate(ByteBuffer in, long length) throws DataFormatException {
    if (length < 0 || length > MAX_BYTES) {
      throw new DataFormatException("a length of " + length);
    }
    var out = new byte[(int) length];
    var inflater = new Inflater(true);
    try {
      inflater.setInput(in);
      int have = 0;
      while (have < out.length) {
        int more = inflater.inflate(out, have, out.length - have);
        if (more == 0) {
          throw new DataFormatException("cut short");
        }
        have += more;
      }
      return ByteBuffer.wrap(out);
    } finally {
      inflater.end();
    }
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte part = in.get();
      value |= (part & 0x7fL) << shift;
      if (part >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than ten bytes");
  }

  /** The next record's payload, checked. */
  private @Nullable ByteBuffer record() throws IOException {
    if (damaged || position == file.size()) {
      return null;
    }
    byte[] frame = bytes(position, SegmentWriter.FRAME);
    if (frame.length == SegmentWriter.FRAME) {
      ByteBuffer words = ByteBuffer.wrap(frame).order(LITTLE_ENDIAN);
      int length = words.getInt();
      int expected = words.getInt();
      boolean fits = length > 0 && length <= file.size() - position - SegmentWriter.FRAME;
      byte[] payload = fits ? bytes(position + SegmentWriter.FRAME, length) : new byte[0];
      var sum = new CRC32C();
      sum.update(payload);
      if (fits && payload.length == length && (int) sum.getValue() == expected) {
        position += SegmentWriter.FRAME + length;
        return ByteBuffer.wrap(payload);
      }
    }
    damaged = true;
    return null;
  }

  /** As many bytes as there are. */
  private byte[] bytes(long from, int length) throws IOException {
    var bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) >= 0) {
      // Once more, for what is missing.
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
