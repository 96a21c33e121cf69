package dev.muster.exporter.push;

import dev.muster.push.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;

/**
 * Writes one file of readings; {@code docs/formats/push-queue.md} draws it. What an append has
 * written survives the end of this process, and after {@link #force} that of the machine.
 */
final class SegmentWriter implements AutoCloseable {
  static final byte[] MAGIC = {'M', 'U', 'S', 'T', 'E', 'R', 'Q', '1'};
  static final char SERIES = 'S';
  static final char READING = 'R';

  /** A record's length and its check sum. */
  static final int FRAME = 2 * Integer.BYTES;

  private final FileChannel file;
  private final SeriesTable table;
  private int defined;
  private long[] before = new long[0];

  private SegmentWriter(FileChannel file, SeriesTable table) {
    this.file = file;
    this.table = table;
  }

  /** Begins a file for readings of one table. */
  static SegmentWriter create(Path path, SeriesTable table) throws IOException {
    var file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try {
      writeAll(file, ByteBuffer.wrap(MAGIC));
      return new SegmentWriter(file, table);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** The table whose readings it takes. */
  SeriesTable table() {
    return table;
  }

  /** Appends a reading, and the labels of series that are new in it; the bytes written. */
  int append(Reading reading) throws IOException {
    int series = reading.bits().length;
    var records = new Bytes(8 << 10);
    if (series > defined) {
      frame(records, seriesRecord(series));
    }
    frame(records, readingRecord(reading));
    writeAll(file, ByteBuffer.wrap(records.array(), 0, records.size()));
    defined = Math.max(defined, series);
    before = reading.bits();
    return records.size();
  }

  private Bytes seriesRecord(int to) {
    var labels = new Bytes(16 << 10);
    for (int i = defined; i < to; i++) {
      byte[] each = table.labels(i);
      labels.varint(each.length).raw(each);
    }
    var record = new Bytes(4 << 10).one(SERIES).varint(to - defined).varint(labels.size());
    return deflate(labels.array(), labels.size(), record);
  }

  /** Values are told by what differs from the reading before, the same byte of all side by side. */
  private Bytes readingRecord(Reading reading) {
    long[] bits = reading.bits();
    int count = bits.length;
    var planes = new byte[count * Long.BYTES];
    for (int i = 0; i < count; i++) {
      long differing = bits[i] ^ (i < before.length ? before[i] : 0);
      for (int plane = 0; plane < Long.BYTES; plane++) {
        planes[plane * count + i] = (byte) (differing >>> (Byte.SIZE * plane));
      }
    }
    var record =
        new Bytes(4 << 10)
            .one(READING)
            .varint(reading.number())
            .varint(reading.timeMillis())
            .varint(reading.samples())
            .varint(count);
    return deflate(planes, planes.length, record);
  }

  private static Bytes deflate(byte[] in, int length, Bytes out) {
    var deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setInput(in, 0, length);
      deflater.finish();
      var part = new byte[4096];
      while (!deflater.finished()) {
        out.raw(part, deflater.deflate(part));
      }
      return out;
    } finally {
      deflater.end();
    }
  }

  private static void frame(Bytes out, Bytes payload) {
    var sum = new CRC32C();
    sum.update(payload.array(), 0, payload.size());
    out.fixed32(payload.size()).fixed32((int) sum.getValue());
    out.raw(payload.array(), payload.size());
  }

  private static void writeAll(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  void force() throws IOException {
    file.force(false);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
