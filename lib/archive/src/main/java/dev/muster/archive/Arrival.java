package dev.muster.archive;

import dev.muster.metrics.Labels;
import org.jspecify.annotations.Nullable;

/** What arrived at once, a scrape or some pushed samples, as the archive has it. */
public sealed interface Arrival permits ScrapedArrival, PushedArrival {
  /** From where; arrivals of one target that have the same set agree in their series. */
  int target();

  /** Arrivals of the same target and number have the same series in the same order. */
  int set();

  /** How many samples. */
  int size();

  /** The sample's series, or null where it is not known any more. */
  @Nullable Labels labels(int index);

  /** One more than the index of the last sample that is of this one's series, as those between. */
  int runEnd(int index);

  /** The sample's value, bit for bit. */
  long bits(int index);

  /** The sample's time, Unix milliseconds. */
  long timeMillis(int index);

  /** The greatest time of its samples. */
  long newestMillis();
}
