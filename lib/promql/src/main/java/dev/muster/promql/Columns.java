package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.metrics.QueryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** What is done with whole vectors of columns. */
final class Columns {
  private Columns() {}

  /**
   * The columns with those of equal labels made one.
   *
   * @throws QueryException if two of them have a sample at the same moment
   */
  static List<Column> merge(List<Column> columns) {
    var places = new HashMap<Labels, Integer>();
    var merged = new ArrayList<Column>(columns.size());
    for (var column : columns) {
      Integer place = places.putIfAbsent(column.labels(), merged.size());
      if (place == null) {
        merged.add(column);
      } else if (!column.isEmpty()) {
        merged.set(place, merge(merged.get(place), column));
      }
    }
    return merged;
  }

  private static Column merge(Column first, Column second) {
    var values = first.values().clone();
    for (int i = 0; i < values.length; i++) {
      if (second.has(i)) {
        if (first.has(i)) {
          throw new QueryException(
              QueryException.Reason.EXECUTION,
              "vector cannot contain metrics with the same labelset");
        }
        values[i] = second.values()[i];
      }
    }
    return new Column(first.labels(), first.nameDropped() && second.nameDropped(), values);
  }

  /** The columns as the query's result: final labels, none empty, no two of the same labels. */
  static List<Column> finish(List<Column> columns) {
    var named = new ArrayList<Column>(columns.size());
    for (var column : columns) {
      if (!column.isEmpty()) {
        named.add(new Column(column.finalLabels(), false, column.values()));
      }
    }
    return merge(named);
  }
}
