package dev.muster.archive;

import dev.muster.metrics.Labels;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One scrape, or what rules gave at once. */
final class ScrapedArrival implements Arrival {
  private final int set;
  private final List<@Nullable Labels> series;
  private final ScrapeRow row;

  ScrapedArrival(ScrapeRow row, SeriesIndex index) {
    this.set = row.set().id();
    this.row = row;
    this.series = Arrays.stream(row.set().members()).mapToObj(index::labels).toList();
  }

  @Override
  public int target() {
    return row.target();
  }

  @Override
  public int set() {
    return set;
  }

  @Override
  public int size() {
    return series.size();
  }

  @Override
  public @Nullable Labels labels(int index) {
    return series.get(index);
  }

  @Override
  public int runEnd(int index) {
    return index + 1;
  }

  @Override
  public long bits(int index) {
    return Double.doubleToRawLongBits(row.values()[index]);
  }

  @Override
  public long timeMillis(int index) {
    return row.time(index);
  }

  @Override
  public long newestMillis() {
    long newest = row.time();
    for (int i = 0; i < size(); i++) {
      newest = Math.max(newest, row.time(i));
    }
    return newest;
  }
}
