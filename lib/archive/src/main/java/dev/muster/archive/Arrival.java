package dev.muster.archive;

import dev.muster.metrics.Labels;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One scrape, or what else arrived at once, as the archive has it. */
public final class Arrival {
  private final int set;
  private final List<@Nullable Labels> series;
  private final ScrapeRow row;

  Arrival(ScrapeRow row, SeriesIndex index) {
    this.set = row.set().id();
    this.row = row;
    this.series = Arrays.stream(row.set().members()).mapToObj(index::labels).toList();
  }

  /** From where; arrivals of one target that have the same set agree in their series. */
  public int target() {
    return row.target();
  }

  /** Arrivals of the same number have the same series in the same order. */
  public int set() {
    return set;
  }

  /** How many samples. */
  public int size() {
    return series.size();
  }

  /** The sample's series, or null where it is not known any more. */
  public @Nullable Labels labels(int index) {
    return series.get(index);
  }

  /** The sample's value, bit for bit. */
  public long bits(int index) {
    return Double.doubleToRawLongBits(row.values()[index]);
  }

  /** The sample's time, Unix milliseconds. */
  public long timeMillis(int index) {
    return row.time(index);
  }

  /** The greatest time of its samples. */
  public long newestMillis() {
    long newest = row.time();
    for (int i = 0; i < size(); i++) {
      newest = Math.max(newest, row.time(i));
    }
    return newest;
  }
}
