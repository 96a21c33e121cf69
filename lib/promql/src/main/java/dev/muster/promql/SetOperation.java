package dev.muster.promql;

import java.util.ArrayList;
import java.util.List;

/** {@code and}, {@code or}, {@code unless}: elements chosen by what the other side has. */
final class SetOperation {
  private SetOperation() {}

  static List<Column> evaluate(
      BinaryOperator operator, Matching matching, List<Column> left, List<Column> right) {
    var groups = new MatchGroups(matching, left, right);
    boolean or = operator == BinaryOperator.OR;
    var results = new ArrayList<Column>(or ? left : List.of());
    for (var group : groups.groups()) {
      var chosen = or ? group.right() : group.left();
      if (chosen.isEmpty()) {
        continue;
      }
      var other =
          MatchGroups.presence(
              or ? group.left() : group.right(), chosen.getFirst().values().length);
      for (var column : chosen) {
        results.add(masked(column, other, operator == BinaryOperator.AND));
      }
    }
    return or ? Columns.merge(results) : results;
  }

  /** The column at those moments only where the mask is as wanted. */
  private static Column masked(Column column, boolean[] mask, boolean wanted) {
    var values = column.values().clone();
    for (int i = 0; i < values.length; i++) {
      if (mask[i] != wanted) {
        values[i] = Column.ABSENT;
      }
    }
    return new Column(column.labels(), column.nameDropped(), values);
  }
}
