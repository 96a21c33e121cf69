package dev.muster.archive;

import java.util.Arrays;

/** A batch's samples as bytes, made before its turn to be written comes. */
final class EncodedScrape {
  final int encoding;

  /** Without their checksum. */
  final byte[] bytes;

  /** The least and the greatest time of a sample, and of the scrape. */
  final long firstTime;

  final long lastTime;

  EncodedScrape(SampleBatch batch) {
    this(batch.timeMillis(), batch.values(), ownTimes(batch));
  }

  EncodedScrape(ScrapeRow row) {
    this(row.time(), row.values(), row.times() == null ? new long[0] : row.times());
  }

  private EncodedScrape(long time, double[] values, long[] times) {
    firstTime = Arrays.stream(times).reduce(time, Math::min);
    lastTime = Arrays.stream(times).reduce(time, Math::max);
    var out = new ByteSink(4 * values.length);
    int flags = ScrapeBlob.writeValues(values, out);
    if (firstTime != lastTime) {
      flags |= ScrapeBlob.OWN_TIMES;
      ScrapeBlob.writeOwnTimes(time, times, out);
    }
    encoding = flags;
    bytes = out.toBytes();
  }

  private static long[] ownTimes(SampleBatch batch) {
    var own = new long[batch.hasOwnTimes() ? batch.series().size() : 0];
    Arrays.setAll(own, batch::timeMillis);
    return own;
  }

  boolean hasOwnTimes() {
    return (encoding & ScrapeBlob.OWN_TIMES) != 0;
  }
}
