package dev.muster.exporter.push;

import dev.muster.metrics.Labels;
import java.util.List;

/**
 * A part of a batch as a {@code WriteRequest} message of remote write 1.0.
 *
 * <pre>
 * WriteRequest { repeated TimeSeries timeseries = 1; }
 * TimeSeries   { repeated Label labels = 1; repeated Sample samples = 2; }
 * Label        { string name = 1; string value = 2; }
 * Sample       { double value = 1; int64 timestamp = 2; }
 * </pre>
 *
 * @param message the bytes, of which {@code size()} count
 * @param samples how many are in it
 * @param next the first series of the batch that is not in it any more
 * @see <a href="https://prometheus.io/docs/specs/prw/remote_write_spec/">remote write 1.0</a>
 */
record WriteRequest(Bytes message, int samples, int next) {
  /** How much one request may hold. A series of its own is always taken, however long. */
  record Bounds(int samples, int bytes) {
    static final Bounds USUAL = new Bounds(2000, 512 << 10);
  }

  private static final int TIME_SERIES = (1 << 3) | 2;
  private static final int SAMPLE = (2 << 3) | 2;
  private static final int VALUE = (1 << 3) | 1;
  private static final int TIMESTAMP = 2 << 3;

  /** As many series, from one on, as the bounds let through. */
  static WriteRequest of(Batch batch, int from, Bounds bounds) {
    SeriesTable table = batch.last().table();
    var message = new Bytes(32 << 10);
    int samples = 0;
    int series = from;
    for (; series < batch.series(); series++) {
      byte[] labels = table.labels(series);
      var of = new SamplesOf(batch.readings(), series);
      int length = labels.length + of.length;
      boolean full = samples + of.count > bounds.samples || message.size() + length > bounds.bytes;
      if (samples > 0 && full) {
        break;
      }
      if (of.count > 0) {
        message.varint(TIME_SERIES).varint(length).raw(labels);
        of.write(message);
        samples += of.count;
      }
    }
    return new WriteRequest(message, samples, series);
  }

  /** The labels of a series as fields of {@code TimeSeries}, in the order of their names. */
  static byte[] labels(Labels labels) {
    var all = new Bytes(256);
    labels.forEach((name, value) -> all.field(1, new Bytes(64).field(1, name).field(2, value)));
    return all.copy();
  }

  private static final class SamplesOf {
    private final List<Reading> readings;
    private final int series;
    private int count;
    private int length;

    SamplesOf(List<Reading> readings, int series) {
      this.readings = readings;
      this.series = series;
      for (Reading reading : readings) {
        if (reading.has(series)) {
          count++;
          length += 2 + sample(reading);
        }
      }
    }

    private static int sample(Reading reading) {
      return 1 + Long.BYTES + 1 + Bytes.varintSize(reading.timeMillis());
    }

    void write(Bytes message) {
      for (Reading reading : readings) {
        if (reading.has(series)) {
          message.varint(SAMPLE).varint(sample(reading));
          message.varint(VALUE).fixed64(reading.bits()[series]);
          message.varint(TIMESTAMP).varint(reading.timeMillis());
        }
      }
    }
  }
}
