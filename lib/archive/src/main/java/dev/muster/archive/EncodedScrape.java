package dev.muster.archive;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A batch's blobs, made before its turn to be written comes. */
final class EncodedScrape {
  final byte[] values;

  /** Null where all samples have the scrape's time. */
  final byte @Nullable [] times;

  /** The least and the greatest of the samples' own times; null where they have none. */
  final @Nullable Long firstTime;

  final @Nullable Long lastTime;

  EncodedScrape(SampleBatch batch) {
    values = Packed.doubles(batch.values());
    if (!batch.hasOwnTimes() || batch.series().size() == 0) {
      times = null;
      firstTime = null;
      lastTime = null;
      return;
    }
    var own = new long[batch.series().size()];
    Arrays.setAll(own, batch::timeMillis);
    times = Packed.longs(own);
    firstTime = Arrays.stream(own).min().orElseThrow();
    lastTime = Arrays.stream(own).max().orElseThrow();
  }

  boolean hasOwnTimes() {
    return times != null;
  }
}
