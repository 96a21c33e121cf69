package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.promql.Expression.Aggregation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Aggregation operators. */
final class AggregationEvaluation {
  /** So many moments are turned at a time, so that a group's values lie side by side. */
  private static final int BLOCK = 64;

  /** The value of one group at one moment. */
  private interface Reducer {
    double reduce(double[] values, int size, double parameter);
  }

  private AggregationEvaluation() {}

  static Operand evaluate(Aggregation aggregation, Evaluator evaluator) {
    var columns = evaluator.vector(aggregation.expression());
    return new Operand.Vectors(
        switch (aggregation.aggregator()) {
          case SUM -> reduce(aggregation, columns, evaluator, (v, n, p) -> Statistics.sum(v, 0, n));
          case MIN -> reduce(aggregation, columns, evaluator, (v, n, p) -> Statistics.min(v, 0, n));
          case MAX -> reduce(aggregation, columns, evaluator, (v, n, p) -> Statistics.max(v, 0, n));
          case AVG ->
              reduce(aggregation, columns, evaluator, (v, n, p) -> Statistics.mean(v, 0, n));
          case COUNT -> reduce(aggregation, columns, evaluator, (v, n, p) -> n);
          case GROUP -> reduce(aggregation, columns, evaluator, (v, n, p) -> 1);
          case STDVAR ->
              reduce(aggregation, columns, evaluator, (v, n, p) -> Statistics.variance(v, n));
          case STDDEV ->
              reduce(
                  aggregation,
                  columns,
                  evaluator,
                  (v, n, p) -> Math.sqrt(Statistics.variance(v, n)));
          case QUANTILE -> quantile(aggregation, columns, evaluator);
          case TOPK, BOTTOMK -> new Ranking(aggregation, evaluator).evaluate(columns);
          case LIMITK -> Limiting.first(aggregation, columns, evaluator);
          case LIMIT_RATIO -> Limiting.share(aggregation, columns, evaluator);
          case COUNT_VALUES -> CountValues.evaluate(aggregation, columns, evaluator);
        });
  }

  /** The labels of the group a series belongs to. */
  static Labels groupLabels(Aggregation aggregation, Labels labels) {
    if (!aggregation.without()) {
      return labels.keeping(aggregation.labels());
    }
    var left = new ArrayList<>(aggregation.labels());
    left.add(Labels.NAME);
    return labels.without(left);
  }

  static Map<Labels, List<Column>> groups(Aggregation aggregation, List<Column> columns) {
    var groups = new LinkedHashMap<Labels, List<Column>>();
    for (var column : columns) {
      groups
          .computeIfAbsent(groupLabels(aggregation, column.labels()), labels -> new ArrayList<>())
          .add(column);
    }
    return groups;
  }

  private static List<Column> quantile(
      Aggregation aggregation, List<Column> columns, Evaluator evaluator) {
    var parameter = Objects.requireNonNull(aggregation.parameter());
    var notes = evaluator.context().notes();
    for (double fraction : evaluator.scalar(parameter)) {
      if (!Statistics.isQuantile(fraction)) {
        HistogramFunctions.warnOfQuantile(fraction, parameter.span(), notes);
      }
    }
    return reduce(aggregation, columns, evaluator, (v, n, q) -> Statistics.quantile(q, v, n));
  }

  private static List<Column> reduce(
      Aggregation aggregation, List<Column> columns, Evaluator evaluator, Reducer reducer) {
    int count = evaluator.grid().count();
    var parameter = aggregation.parameter();
    var parameters = parameter == null ? new double[count] : evaluator.scalar(parameter);
    var results = new ArrayList<Column>();
    groups(aggregation, columns)
        .forEach((labels, group) -> {
          evaluator.context().budget().checkTime();
          boolean dropped = group.stream().anyMatch(Column::nameDropped);
          results.add(new Column(labels, dropped, reduce(group, parameters, reducer)));
        });
    return results;
  }

  private static double[] reduce(List<Column> group, double[] parameters, Reducer reducer) {
    var results = new double[parameters.length];
    var block = new double[BLOCK][group.size()];
    var sizes = new int[BLOCK];
    for (int start = 0; start < results.length; start += BLOCK) {
      int end = Math.min(results.length, start + BLOCK);
      Arrays.fill(sizes, 0);
      for (var column : group) {
        for (int i = start; i < end; i++) {
          if (column.has(i)) {
            int row = i - start;
            block[row][sizes[row]++] = column.values()[i];
          }
        }
      }
      for (int i = start; i < end; i++) {
        int size = sizes[i - start];
        results[i] =
            size == 0 ? Column.ABSENT : reducer.reduce(block[i - start], size, parameters[i]);
      }
    }
    return results;
  }
}
