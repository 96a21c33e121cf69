package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.promql.Expression.Aggregation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

/** {@code count_values}: how many elements of a group have each value. */
final class CountValues {
  private CountValues() {}

  static List<Column> evaluate(Aggregation aggregation, List<Column> columns, Evaluator evaluator) {
    String label = evaluator.text(Objects.requireNonNull(aggregation.parameter()));
    if (!LabelFunctions.isLabelName(label)) {
      throw evaluator.context().failure("invalid label name " + Quoted.write(label));
    }
    var kept = new ArrayList<>(aggregation.labels());
    if (!aggregation.without()) {
      kept.add(label);
    }
    var grouping =
        new Aggregation(
            aggregation.aggregator(),
            aggregation.expression(),
            null,
            aggregation.without(),
            kept,
            aggregation.span());
    int count = evaluator.grid().count();
    var results = new LinkedHashMap<Labels, double[]>();
    for (var column : columns) {
      evaluator.context().budget().checkTime();
      for (int i = 0; i < count; i++) {
        if (column.has(i)) {
          var valued = column.labels().toBuilder().set(label, text(column.values()[i])).build();
          var group = AggregationEvaluation.groupLabels(grouping, valued);
          var counts = results.get(group);
          if (counts == null) {
            evaluator.context().budget().take(count);
            counts = Column.absent(count);
            results.put(group, counts);
          }
          counts[i] = Column.isAbsent(counts[i]) ? 1 : counts[i] + 1;
        }
      }
    }
    return results.entrySet().stream()
        .map(entry -> new Column(entry.getKey(), false, entry.getValue()))
        .toList();
  }

  /** The shortest text of a value without an exponent. */
  private static String text(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }
}
