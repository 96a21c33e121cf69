package dev.muster.exporter;

import dev.muster.push.Bytes;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DistributionDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;

/**
 * A page as protobuf: messages {@code io.prometheus.client.MetricFamily}, each behind its length.
 * Of that message's fields these are written: name 1, help 2, type 3, metric 4; of a metric's:
 * label 1 (name 1, value 2), gauge 2, counter 3, untyped 5 (each with value 1), summary 4 and
 * histogram 7 (count 1, sum 2, and 3 for each quantile, with its value, and each bucket, with its
 * count before its bound).
 *
 * @see <a
 *     href="https://github.com/prometheus/client_model/blob/master/io/prometheus/client/metrics.proto">metrics.proto</a>
 */
final class PageProtobuf {
  private static final String TOTAL = "_total";
  private static final int ROOM = 128;

  /** The types that are written: their numbers, and the field of a metric that has the value. */
  private enum Type {
    COUNTER(0, 3),
    GAUGE(1, 2),
    SUMMARY(2, 4),
    UNTYPED(3, 5),
    HISTOGRAM(4, 7);

    private final int number;
    private final int field;

    Type(int number, int field) {
      this.number = number;
      this.field = field;
    }
  }

  private PageProtobuf() {}

  /**
   * The page's bytes.
   *
   * @throws IllegalArgumentException if a family is of another type
   */
  static byte[] of(MetricSnapshots page) {
    var all = new Bytes(ROOM);
    for (MetricSnapshot family : page) {
      all.delimited(family(family));
    }
    return all.copy();
  }

  private static Bytes family(MetricSnapshot family) {
    String name = family.getMetadata().getPrometheusName();
    Type type =
        switch (family) {
          case CounterSnapshot counter -> Type.COUNTER;
          case GaugeSnapshot gauge -> Type.GAUGE;
          case HistogramSnapshot histogram -> Type.HISTOGRAM;
          case SummarySnapshot summary -> Type.SUMMARY;
          case UnknownSnapshot unknown -> Type.UNTYPED;
          default ->
              throw new IllegalArgumentException("family " + name + " is a " + family.getClass());
        };
    var message = new Bytes(ROOM);
    message.field(1, type == Type.COUNTER && !name.endsWith(TOTAL) ? name + TOTAL : name);
    String help = family.getMetadata().getHelp();
    if (help != null && !help.isEmpty()) {
      message.field(2, help);
    }
    message.number(3, type.number);
    for (DataPointSnapshot point : family.getDataPoints()) {
      message.field(4, metric(point, type));
    }
    return message;
  }

  private static Bytes metric(DataPointSnapshot point, Type type) {
    var metric = new Bytes(ROOM);
    for (Label label : point.getLabels()) {
      var pair = new Bytes(ROOM);
      pair.field(1, label.getName());
      pair.field(2, label.getValue());
      metric.field(1, pair);
    }
    metric.field(
        type.field,
        switch (point) {
          case HistogramDataPointSnapshot histogram -> histogram(histogram);
          case SummaryDataPointSnapshot summary -> summary(summary);
          default -> single(value(point));
        });
    return metric;
  }

  private static Bytes single(double number) {
    var value = new Bytes(ROOM);
    value.fraction(1, number);
    return value;
  }

  /** Buckets count what is in those below them, too. */
  private static Bytes histogram(HistogramDataPointSnapshot point) {
    Bytes histogram = countAndSum(point);
    ClassicHistogramBuckets buckets = point.getClassicBuckets();
    long soFar = 0;
    for (int i = 0; i < buckets.size(); i++) {
      soFar += buckets.getCount(i);
      var bucket = new Bytes(ROOM);
      bucket.number(1, soFar);
      bucket.fraction(2, buckets.getUpperBound(i));
      histogram.field(3, bucket);
    }
    return histogram;
  }

  private static Bytes summary(SummaryDataPointSnapshot point) {
    Bytes summary = countAndSum(point);
    for (Quantile each : point.getQuantiles()) {
      var quantile = new Bytes(ROOM);
      quantile.fraction(1, each.getQuantile());
      quantile.fraction(2, each.getValue());
      summary.field(3, quantile);
    }
    return summary;
  }

  private static Bytes countAndSum(DistributionDataPointSnapshot point) {
    var message = new Bytes(ROOM);
    if (point.hasCount()) {
      message.number(1, point.getCount());
    }
    if (point.hasSum()) {
      message.fraction(2, point.getSum());
    }
    return message;
  }

  private static double value(DataPointSnapshot point) {
    return switch (point) {
      case GaugeDataPointSnapshot gauge -> gauge.getValue();
      case CounterDataPointSnapshot counter -> counter.getValue();
      case UnknownDataPointSnapshot unknown -> unknown.getValue();
      default -> throw new IllegalArgumentException(point.getClass().getName());
    };
  }
}
