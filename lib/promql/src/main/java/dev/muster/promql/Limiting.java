package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.metrics.SampleValue;
import dev.muster.promql.Expression.Aggregation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * {@code limitk} and {@code limit_ratio}: some elements of each group, chosen by their labels and
 * not by their values.
 */
final class Limiting {
  private Limiting() {}

  /** The first elements of each group, as many as the parameter says. */
  static List<Column> first(Aggregation aggregation, List<Column> columns, Evaluator evaluator) {
    var counts = Ranking.counts(aggregation, evaluator);
    var results = new ArrayList<Column>();
    for (var group : AggregationEvaluation.groups(aggregation, columns).values()) {
      var taken = new long[counts.length];
      for (var column : group) {
        evaluator.context().budget().checkTime();
        var values = column.values().clone();
        for (int i = 0; i < values.length; i++) {
          if (column.has(i) && ++taken[i] > counts[i]) {
            values[i] = Column.ABSENT;
          }
        }
        results.add(new Column(column.labels(), column.nameDropped(), values));
      }
    }
    return results;
  }

  /**
   * About the share of the elements that the parameter says. A share {@code r} and a share {@code r
   * - 1} together choose each element once.
   */
  static List<Column> share(Aggregation aggregation, List<Column> columns, Evaluator evaluator) {
    var shares = shares(aggregation, evaluator);
    var results = new ArrayList<Column>();
    for (var column : columns) {
      evaluator.context().budget().checkTime();
      double place = place(column.labels());
      var values = column.values().clone();
      for (int i = 0; i < values.length; i++) {
        boolean chosen = shares[i] >= 0 ? place < shares[i] : place >= 1 + shares[i];
        values[i] = chosen ? values[i] : Column.ABSENT;
      }
      results.add(new Column(column.labels(), column.nameDropped(), values));
    }
    return results;
  }

  private static double[] shares(Aggregation aggregation, Evaluator evaluator) {
    var parameter = Objects.requireNonNull(aggregation.parameter());
    var shares = evaluator.scalar(parameter).clone();
    for (int i = 0; i < shares.length; i++) {
      double share = shares[i];
      if (Double.isNaN(share)) {
        throw evaluator.context().failure("Ratio value is NaN");
      }
      if (Math.abs(share) > 1) {
        shares[i] = Math.signum(share);
        evaluator
            .context()
            .notes()
            .warning(
                parameter.span(),
                "ratio value should be between -1 and 1, got "
                    + SampleValue.format(share)
                    + ", capping to "
                    + SampleValue.format(shares[i]));
      }
    }
    return shares;
  }

  /** A number from 0 to 1 that depends on the labels alone. */
  private static double place(Labels labels) {
    long hash = XxHash.of(labels);
    double unsigned = hash >= 0 ? hash : hash + 0x1p64;
    return unsigned / 0x1p64;
  }
}
