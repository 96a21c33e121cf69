package dev.muster.scraper.write;

import dev.muster.archive.PushedSeries;
import dev.muster.metrics.MetricType;
import dev.muster.scraper.FamilyDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a request brought.
 *
 * @param samples how many floats
 * @param histograms how many native histograms, which are not kept
 * @param families what it says of families of metrics
 */
record WrittenRequest(
    List<PushedSeries> series,
    long samples,
    long histograms,
    Map<String, FamilyDescription> families) {
  private static final int LONGEST_HELP = 1024;

  /** Collects series within bounds. */
  static final class Builder {
    private final WriteBounds bounds;
    private final List<PushedSeries> series = new ArrayList<>();
    private final Map<String, FamilyDescription> families = new HashMap<>();
    private int seen;
    private long samples;
    private long histograms;

    Builder(WriteBounds bounds) {
      this.bounds = bounds;
    }

    /** Says that a series, or a description, begins. */
    void one() {
      if (++seen > bounds.series()) {
        throw new BadWriteException(
            413, "more than " + bounds.series() + " series; send fewer at a time");
      }
    }

    /** Says that a sample begins. */
    void sample() {
      if (++samples > bounds.samples()) {
        throw new BadWriteException(
            413, "more than " + bounds.samples() + " samples; send fewer at a time");
      }
    }

    void histogram() {
      histograms++;
    }

    void add(PushedSeries one) {
      if (one.size() > 0) {
        series.add(one);
      }
    }

    /**
     * Notes what is said of a family.
     *
     * @param type as both protocols number it
     */
    void describe(String family, long type, String help, String unit) {
      if (!family.isEmpty() && (type > 0 || !help.isEmpty() || !unit.isEmpty())) {
        families.put(family, new FamilyDescription(type(type), shown(help), shown(unit)));
      }
    }

    private static String shown(String text) {
      return text.length() > LONGEST_HELP ? text.substring(0, LONGEST_HELP) + "…" : text;
    }

    private static MetricType type(long number) {
      return switch ((int) number) {
        case 1 -> MetricType.COUNTER;
        case 2 -> MetricType.GAUGE;
        case 3 -> MetricType.HISTOGRAM;
        case 5 -> MetricType.SUMMARY;
        default -> MetricType.UNTYPED;
      };
    }

    WrittenRequest build() {
      return new WrittenRequest(series, samples, histograms, families);
    }
  }
}
