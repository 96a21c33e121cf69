package dev.muster.archive;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A batch's samples as bytes, made before its turn to be written comes. */
final class EncodedScrape {
  /** The scrape's time. */
  final long time;

  final int encoding;

  /** Without their checksum. */
  final byte[] bytes;

  /** The least and the greatest time of a sample, and of the scrape. */
  final long firstTime;

  final long lastTime;

  private final HeadBases.@Nullable Base base;
  private final @Nullable HeadRowCodec codec;

  /**
   * Encodes a batch.
   *
   * @param base the row it is told by; null where it is told whole
   */
  EncodedScrape(SampleBatch batch, HeadBases.@Nullable Base base) {
    this(batch.timeMillis(), batch.values(), ownTimes(batch), base);
  }

  EncodedScrape(ScrapeRow row) {
    this(row.time(), row.values(), row.times() == null ? new long[0] : row.times(), null);
  }

  private EncodedScrape(long time, double[] values, long[] times, HeadBases.@Nullable Base base) {
    this.time = time;
    this.base = base;
    firstTime = Arrays.stream(times).reduce(time, Math::min);
    lastTime = Arrays.stream(times).reduce(time, Math::max);
    var out = new ByteSink(4 * values.length);
    codec = base == null ? new HeadRowCodec(values.length) : base.codec().copy();
    int flags = ScrapeBlob.writeValues(values, codec, out);
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

  /** The number of the row it is told by, or 0. */
  long base() {
    return base != null && (encoding & ScrapeBlob.CHANGES) != 0 ? base.id() : 0;
  }

  /** What the next rows can be told by; null where none can. */
  @Nullable HeadRowCodec codec() {
    return (encoding & (ScrapeBlob.PACKED | ScrapeBlob.CHANGES)) == 0 ? null : codec;
  }
}
