package dev.muster.archive;

import dev.muster.metrics.Labels;
import java.util.List;

/**
 * The series of one page, in the order of the page, each with its target's labels. A writer keeps
 * one instance for as long as a target's page names the same series: the archive knows it again by
 * identity and looks nothing up.
 */
public final class SeriesSet {
  private final List<Labels> series;

  public SeriesSet(List<Labels> series) {
    this.series = List.copyOf(series);
  }

  public List<Labels> series() {
    return series;
  }

  public int size() {
    return series.size();
  }
}
