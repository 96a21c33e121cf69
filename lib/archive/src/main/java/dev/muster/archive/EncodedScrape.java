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
    boolean own = firstTime != lastTime;
    encoding = own ? ScrapeBlob.OWN_TIMES : ScrapeBlob.PLAIN;
    bytes = own ? ScrapeBlob.ownTimes(values, time, times) : ScrapeBlob.plain(values);
  }

  private static long[] ownTimes(SampleBatch batch) {
    var own = new long[batch.hasOwnTimes() ? batch.series().size() : 0];
    Arrays.setAll(own, batch::timeMillis);
    return own;
  }

  boolean hasOwnTimes() {
    return encoding == ScrapeBlob.OWN_TIMES;
  }
}
