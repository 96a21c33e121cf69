package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.metrics.SampleValue;
import dev.muster.promql.Expression.Call;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Functions of classic histograms: series that differ in the label {@code le} alone. */
final class HistogramFunctions {
  private static final String BOUND = "le";

  /** Of the buckets at one moment, a number. */
  private interface BucketFunction {
    double apply(Buckets buckets, int step, String metric);
  }

  private HistogramFunctions() {}

  static void warnOfQuantile(double fraction, Span span, Notes notes) {
    notes.warning(
        span, "quantile value should be between 0 and 1, got " + SampleValue.format(fraction));
  }

  static Operand quantile(Call call, Evaluator evaluator) {
    var fractions = fractions(call.arguments().get(0), evaluator);
    var argument = call.arguments().get(1);
    var corrections = new Corrections();
    var result =
        perHistogram(
            histograms(argument, evaluator),
            evaluator,
            (buckets, step, metric) -> {
              double value = buckets.quantile(fractions[step]);
              corrections.add(metric, buckets.correction(), evaluator.grid().time(step));
              return value;
            });
    corrections.note(argument.span(), evaluator.context().notes());
    return new Operand.Vectors(result);
  }

  /** Several quantiles at once, each told by a label. */
  static Operand quantiles(Call call, Evaluator evaluator) {
    var argument = call.arguments().get(0);
    var histograms = histograms(argument, evaluator);
    String label = evaluator.text(call.arguments().get(1));
    if (!LabelFunctions.isLabelName(label)) {
      throw evaluator.context().failure("invalid label name " + Quoted.write(label));
    }
    var corrections = new Corrections();
    var results = new ArrayList<Column>();
    for (var asked : call.arguments().subList(2, call.arguments().size())) {
      var fractions = fractions(asked, evaluator);
      for (double fraction : Arrays.stream(fractions).distinct().toArray()) {
        BucketFunction function =
            (buckets, step, metric) -> {
              if (Double.compare(fractions[step], fraction) != 0) {
                return Column.ABSENT;
              }
              double value = buckets.quantile(fraction);
              corrections.add(metric, buckets.correction(), evaluator.grid().time(step));
              return value;
            };
        for (var column : perHistogram(histograms, evaluator, function)) {
          evaluator.context().budget().take(column.values().length);
          var labels = column.labels().toBuilder().set(label, quantileText(fraction)).build();
          results.add(new Column(labels, true, column.values()));
        }
      }
    }
    corrections.note(argument.span(), evaluator.context().notes());
    return new Operand.Vectors(results);
  }

  /** As OpenMetrics writes it: with a point. */
  private static String quantileText(double fraction) {
    String text = SampleValue.format(fraction);
    return text.chars().allMatch(c -> c == '-' || Character.isDigit(c)) ? text + ".0" : text;
  }

  private static double[] fractions(Expression argument, Evaluator evaluator) {
    var fractions = evaluator.scalar(argument);
    for (double fraction : fractions) {
      if (!Statistics.isQuantile(fraction)) {
        warnOfQuantile(fraction, argument.span(), evaluator.context().notes());
      }
    }
    return fractions;
  }

  static Operand fraction(Call call, Evaluator evaluator) {
    var lower = evaluator.scalar(call.arguments().get(0));
    var upper = evaluator.scalar(call.arguments().get(1));
    return new Operand.Vectors(
        perHistogram(
            histograms(call.arguments().get(2), evaluator),
            evaluator,
            (buckets, step, metric) -> buckets.fraction(lower[step], upper[step])));
  }

  /** The series of each histogram, by their labels without the bound. */
  private static Map<Labels, List<Column>> histograms(Expression argument, Evaluator evaluator) {
    var histograms = new LinkedHashMap<Labels, List<Column>>();
    for (var column : evaluator.vector(argument)) {
      if (Double.isNaN(bound(column))) {
        warnOfBound(column, argument.span(), evaluator.context().notes());
      } else {
        histograms
            .computeIfAbsent(column.labels().without(List.of(BOUND)), key -> new ArrayList<>())
            .add(column);
      }
    }
    return histograms;
  }

  private static List<Column> perHistogram(
      Map<Labels, List<Column>> histograms, Evaluator evaluator, BucketFunction function) {
    var results = new ArrayList<Column>();
    histograms.forEach((labels, columns) -> {
      evaluator.context().budget().checkTime();
      var values = values(columns, labels.metricName(), evaluator.grid().count(), function);
      results.add(new Column(labels, true, values));
    });
    return results;
  }

  private static double[] values(
      List<Column> columns, String metric, int count, BucketFunction function) {
    var values = new double[count];
    var bounds = new double[columns.size()];
    var counts = new double[columns.size()];
    for (int step = 0; step < count; step++) {
      int size = 0;
      for (var column : columns) {
        if (column.has(step)) {
          bounds[size] = bound(column);
          counts[size++] = column.values()[step];
        }
      }
      values[step] =
          size == 0
              ? Column.ABSENT
              : function.apply(new Buckets(bounds, counts, size), step, metric);
    }
    return values;
  }

  /** The bucket's upper bound, or NaN where the label holds none. */
  private static double bound(Column column) {
    try {
      return SampleValue.parse(column.labels().get(BOUND));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static void warnOfBound(Column column, Span span, Notes notes) {
    String metric = column.labels().metricName();
    notes.warning(
        span,
        "bucket label \"le\" is missing or has a malformed value of "
            + Quoted.write(column.labels().get(BOUND))
            + ofMetric(metric));
  }

  private static String ofMetric(String metric) {
    return metric.isEmpty() ? "" : " for metric name " + Quoted.write(metric);
  }

  /** What had to be changed in the histograms of each metric, and when. */
  private static final class Corrections {
    private record Entry(Buckets.Correction correction, long first, long last) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    void add(String metric, Buckets.Correction correction, long time) {
      if (correction.samples() > 0) {
        entries.merge(
            metric,
            new Entry(correction, time, time),
            (old, added) ->
                new Entry(
                    old.correction().plus(added.correction()),
                    Math.min(old.first(), time),
                    Math.max(old.last(), time)));
      }
    }

    void note(Span span, Notes notes) {
      entries.forEach((metric, entry) ->
          notes.info(
              span,
              "input to histogram_quantile needed to be fixed for monotonicity (see"
                  + " https://prometheus.io/docs/prometheus/latest/querying/functions/"
                  + "#histogram_quantile)"
                  + ofMetric(metric)
                  + ", from buckets "
                  + number(entry.correction().lowest())
                  + " to "
                  + number(entry.correction().highest())
                  + ", with a max diff of "
                  + rounded(entry.correction().greatest())
                  + ", over "
                  + entry.correction().samples()
                  + " samples from "
                  + time(entry.first())
                  + " to "
                  + time(entry.last())));
    }

    private static String number(double value) {
      return SampleValue.format(value);
    }

    /** Two digits are enough. */
    private static String rounded(double value) {
      return Double.isInfinite(value)
          ? number(value)
          : number(new BigDecimal(value).round(new MathContext(2)).doubleValue());
    }

    private static String time(long millis) {
      return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }
  }
}
