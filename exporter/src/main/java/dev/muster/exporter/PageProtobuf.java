package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.io.ByteArrayOutputStream;

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
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;

  /** A message that is being written. */
  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

    void varint(long number) {
      long rest = number;
      while (rest > 0x7f) {
        out.write((int) ((rest & 0x7f) | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }

    void number(int field, int value) {
      varint((field << 3) | VARINT);
      varint(value);
    }

    void count(int field, long value) {
      varint((field << 3) | VARINT);
      varint(value);
    }

    void fraction(int field, double value) {
      varint((field << 3) | FIXED64);
      long bits = Double.doubleToRawLongBits(value);
      for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
        out.write((int) (bits >>> shift));
      }
    }

    void text(int field, String text) {
      byte[] bytes = text.getBytes(UTF_8);
      varint((field << 3) | BYTES);
      varint(bytes.length);
      out.writeBytes(bytes);
    }

    void message(int field, Message inner) {
      varint((field << 3) | BYTES);
      behindLength(inner);
    }

    void behindLength(Message inner) {
      varint(inner.out.size());
      out.writeBytes(inner.out.toByteArray());
    }
  }

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
    var all = new Message();
    for (MetricSnapshot family : page) {
      all.behindLength(family(family));
    }
    return all.out.toByteArray();
  }

  private static Message family(MetricSnapshot family) {
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
    var message = new Message();
    message.text(1, type == Type.COUNTER && !name.endsWith(TOTAL) ? name + TOTAL : name);
    String help = family.getMetadata().getHelp();
    if (help != null && !help.isEmpty()) {
      message.text(2, help);
    }
    message.number(3, type.number);
    for (DataPointSnapshot point : family.getDataPoints()) {
      message.message(4, metric(point, type));
    }
    return message;
  }

  private static Message metric(DataPointSnapshot point, Type type) {
    var metric = new Message();
    for (Label label : point.getLabels()) {
      var pair = new Message();
      pair.text(1, label.getName());
      pair.text(2, label.getValue());
      metric.message(1, pair);
    }
    metric.message(
        type.field,
        switch (point) {
          case HistogramDataPointSnapshot histogram -> histogram(histogram);
          case SummaryDataPointSnapshot summary -> summary(summary);
          default -> single(value(point));
        });
    return metric;
  }

  private static Message single(double number) {
    var value = new Message();
    value.fraction(1, number);
    return value;
  }

  /** Buckets count what is in those below them, too. */
  private static Message histogram(HistogramDataPointSnapshot point) {
    Message histogram = countAndSum(point);
    ClassicHistogramBuckets buckets = point.getClassicBuckets();
    long soFar = 0;
    for (int i = 0; i < buckets.size(); i++) {
      soFar += buckets.getCount(i);
      var bucket = new Message();
      bucket.count(1, soFar);
      bucket.fraction(2, buckets.getUpperBound(i));
      histogram.message(3, bucket);
    }
    return histogram;
  }

  private static Message summary(SummaryDataPointSnapshot point) {
    Message summary = countAndSum(point);
    for (Quantile each : point.getQuantiles()) {
      var quantile = new Message();
      quantile.fraction(1, each.getQuantile());
      quantile.fraction(2, each.getValue());
      summary.message(3, quantile);
    }
    return summary;
  }

  private static Message countAndSum(DistributionDataPointSnapshot point) {
    var message = new Message();
    if (point.hasCount()) {
      message.count(1, point.getCount());
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
