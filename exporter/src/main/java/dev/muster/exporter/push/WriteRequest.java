package dev.muster.exporter.push;

import dev.muster.metrics.Labels;
import dev.muster.push.Bytes;
import dev.muster.push.WriteMessage;

/**
 * A part of a batch as a message of remote write.
 *
 * @param message what is sent
 * @param next the first series of the batch that is not in it any more
 */
record WriteRequest(WriteMessage message, int next) {
  /** How much one request may hold. A series of its own is always taken, however long. */
  record Bounds(int samples, int bytes) {
    static final Bounds USUAL = new Bounds(2000, 512 << 10);
  }

  /** As many series, from one on, as the bounds let through. */
  static WriteRequest of(Batch batch, int from, Bounds bounds) {
    SeriesTable table = batch.last().table();
    var message = new WriteMessage();
    int series = from;
    for (; series < batch.series(); series++) {
      for (Reading reading : batch.readings()) {
        if (reading.has(series)) {
          message.sample(reading.bits()[series], reading.timeMillis());
        }
      }
      byte[] labels = table.labels(series);
      if (!message.fits(labels, bounds.samples, bounds.bytes)) {
        break;
      }
      message.series(labels);
    }
    return new WriteRequest(message, series);
  }

  int samples() {
    return message.samples();
  }

  /** The labels of a series as fields of {@code TimeSeries}, in the order of their names. */
  static byte[] labels(Labels labels) {
    var all = new Bytes(256);
    labels.forEach((name, value) -> WriteMessage.label(all, name, value));
    return all.copy();
  }
}
