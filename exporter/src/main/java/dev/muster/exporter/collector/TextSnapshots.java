package dev.muster.exporter.collector;

import static java.util.Objects.requireNonNullElse;

import dev.muster.exporter.collector.TextFile.Family;
import dev.muster.exporter.collector.TextFile.Sample;
import dev.muster.metrics.SampleValue;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Families of text files as client_java's writers want them. */
final class TextSnapshots {
  private TextSnapshots() {}

  /**
   * One family.
   *
   * @throws IllegalArgumentException if its samples do not make up its type
   */
  static MetricSnapshot of(Family family) {
    String help = requireNonNullElse(family.help(), "");
    var metadata = new MetricMetadata(family.name(), help);
    return switch (family.type()) {
      case COUNTER ->
          // The writers' counters must end so; one that does not keeps its name instead.
          family.name().endsWith("_total")
              ? new CounterSnapshot(
                  metadata,
                  each(family, s -> new CounterDataPointSnapshot(s.value(), labels(s), null, 0)))
              : unknown(metadata, family);
      case GAUGE ->
          new GaugeSnapshot(
              metadata, each(family, s -> new GaugeDataPointSnapshot(s.value(), labels(s), null)));
      case UNTYPED -> unknown(metadata, family);
      case HISTOGRAM -> new HistogramSnapshot(metadata, histograms(family));
      case SUMMARY -> new SummarySnapshot(metadata, summaries(family));
    };
  }

  private static UnknownSnapshot unknown(MetricMetadata metadata, Family family) {
    return new UnknownSnapshot(
        metadata, each(family, s -> new UnknownDataPointSnapshot(s.value(), labels(s), null)));
  }

  private static <P> List<P> each(Family family, Function<Sample, P> point) {
    return family.samples().stream().map(point).toList();
  }

  private static Labels labels(Sample sample) {
    return Labels.of(labelPairs(sample, ""));
  }

  private static String[] labelPairs(Sample sample, String without) {
    List<String> pairs = new ArrayList<>();
    sample
        .labels()
        .withoutName()
        .forEach((name, value) -> {
          if (!name.equals(without)) {
            pairs.add(name);
            pairs.add(value);
          }
        });
    return pairs.toArray(String[]::new);
  }

  /** A histogram's or summary's one point, as its samples come. */
  private static final class Parts {
    private final TreeMap<Double, Double> steps = new TreeMap<>(Comparator.naturalOrder());
    private @Nullable Double sum;
    private @Nullable Double count;
  }

  private static Map<Labels, Parts> parts(Family family, String stepLabel) {
    Map<Labels, Parts> all = new LinkedHashMap<>();
    for (Sample sample : family.samples()) {
      Labels labels = Labels.of(labelPairs(sample, stepLabel));
      Parts parts = all.computeIfAbsent(labels, key -> new Parts());
      String name = sample.labels().metricName();
      if (name.equals(family.name() + "_sum")) {
        parts.sum = sample.value();
      } else if (name.equals(family.name() + "_count")) {
        parts.count = sample.value();
      } else {
        parts.steps.put(SampleValue.parse(step(sample, stepLabel)), sample.value());
      }
    }
    return all;
  }

  private static String step(Sample sample, String label) {
    String step = sample.labels().get(label);
    if (step.isEmpty()) {
      throw new IllegalArgumentException(sample.labels() + " lacks the label " + label);
    }
    return step;
  }

  private static List<HistogramDataPointSnapshot> histograms(Family family) {
    List<HistogramDataPointSnapshot> points = new ArrayList<>();
    parts(family, "le")
        .forEach((labels, parts) -> {
          Double whole = parts.steps.get(Double.POSITIVE_INFINITY);
          if (whole == null) {
            throw new IllegalArgumentException(
                family.name() + labels + " lacks its bucket le=\"+Inf\"");
          }
          List<Double> bounds = new ArrayList<>(parts.steps.keySet());
          List<Number> counts = new ArrayList<>();
          double below = 0;
          for (double cumulative : parts.steps.values()) {
            counts.add((long) (cumulative - below));
            below = cumulative;
          }
          points.add(
              HistogramDataPointSnapshot.builder()
                  .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
                  .sum(requireNonNullElse(parts.sum, Double.NaN))
                  .labels(labels)
                  .build());
        });
    return points;
  }

  private static List<SummaryDataPointSnapshot> summaries(Family family) {
    List<SummaryDataPointSnapshot> points = new ArrayList<>();
    parts(family, "quantile")
        .forEach((labels, parts) -> {
          List<Quantile> quantiles = new ArrayList<>();
          parts.steps.forEach((quantile, value) -> quantiles.add(new Quantile(quantile, value)));
          var point =
              SummaryDataPointSnapshot.builder().quantiles(Quantiles.of(quantiles)).labels(labels);
          Double sum = parts.sum;
          if (sum != null) {
            point.sum(sum);
          }
          Double count = parts.count;
          if (count != null) {
            point.count(count.longValue());
          }
          points.add(point.build());
        });
    return points;
  }
}
