package dev.muster.promql;

import dev.muster.promql.Expression.Aggregation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

/** {@code topk} and {@code bottomk}: the elements of each group with the most or least value. */
final class Ranking {
  /** Up to so many, finding them one by one is faster than sorting. */
  private static final int FEW = 32;

  private final Aggregation aggregation;
  private final Evaluator evaluator;
  private final boolean top;

  Ranking(Aggregation aggregation, Evaluator evaluator) {
    this.aggregation = aggregation;
    this.evaluator = evaluator;
    this.top = aggregation.aggregator() == Aggregator.TOPK;
  }

  /** The chosen elements; in the order of their values where there is one moment only. */
  List<Column> evaluate(List<Column> columns) {
    var counts = counts(aggregation, evaluator);
    var results = new ArrayList<Column>();
    for (var group : AggregationEvaluation.groups(aggregation, columns).values()) {
      evaluator.context().budget().checkTime();
      if (counts.length == 1) {
        results.addAll(best(group, 0, counts[0]));
      } else {
        results.addAll(overTime(group, counts));
      }
    }
    return results;
  }

  /** How many elements of a group are asked for at each moment. */
  static long[] counts(Aggregation aggregation, Evaluator evaluator) {
    var parameter = evaluator.scalar(Objects.requireNonNull(aggregation.parameter()));
    var counts = new long[parameter.length];
    for (int i = 0; i < counts.length; i++) {
      double count = parameter[i];
      if (Double.isNaN(count)) {
        throw evaluator.context().failure("Parameter value is NaN");
      }
      if (count >= Long.MAX_VALUE || count <= Long.MIN_VALUE) {
        throw evaluator
            .context()
            .failure(
                "Scalar value " + count + (count > 0 ? " overflows" : " underflows") + " int64");
      }
      counts[i] = Math.max(0, (long) count);
    }
    return counts;
  }

  private List<Column> overTime(List<Column> group, long[] counts) {
    var chosen = new ArrayList<Column>(group.size());
    for (var column : group) {
      chosen.add(new Column(column.labels(), column.nameDropped(), Column.absent(counts.length)));
    }
    var places = new IdentityHashMap<Column, Column>();
    for (int i = 0; i < group.size(); i++) {
      places.put(group.get(i), chosen.get(i));
    }
    for (int step = 0; step < counts.length; step++) {
      for (var column : best(group, step, counts[step])) {
        Objects.requireNonNull(places.get(column)).values()[step] = column.values()[step];
      }
    }
    return chosen;
  }

  private List<Column> best(List<Column> group, int step, long count) {
    return count <= FEW ? fewBest(group, step, (int) count) : manyBest(group, step, count);
  }

  private List<Column> manyBest(List<Column> group, int step, long count) {
    var present = new ArrayList<Column>(group.size());
    for (var column : group) {
      if (column.has(step)) {
        present.add(column);
      }
    }
    present.sort(byValue(step, top));
    return present.subList(0, (int) Math.min(count, present.size()));
  }

  /** The same without sorting all of them: each is put in its place among the best so far. */
  private List<Column> fewBest(List<Column> group, int step, int count) {
    var order = byValue(step, top);
    var best = new ArrayList<Column>(count + 1);
    for (var column : group) {
      boolean full = best.size() == count;
      if (!column.has(step)
          || (full && (count == 0 || order.compare(column, best.getLast()) >= 0))) {
        continue;
      }
      int place = best.size();
      while (place > 0 && order.compare(column, best.get(place - 1)) < 0) {
        place--;
      }
      best.add(place, column);
      if (full) {
        best.removeLast();
      }
    }
    return best;
  }

  /** By value at a moment, NaN last either way. */
  static Comparator<Column> byValue(int step, boolean descending) {
    return (first, second) -> {
      double a = first.values()[step];
      double b = second.values()[step];
      if (Double.isNaN(a) || Double.isNaN(b)) {
        return Boolean.compare(Double.isNaN(a), Double.isNaN(b));
      }
      if (a == b) {
        return 0;
      }
      return (a < b) == descending ? 1 : -1;
    };
  }
}
