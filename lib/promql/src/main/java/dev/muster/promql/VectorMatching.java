package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.promql.Expression.Binary;
import dev.muster.promql.Matching.Cardinality;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Arithmetic and comparison between two vectors. One side is the "one" side: at every moment it has
 * at most one element a group.
 */
final class VectorMatching {
  private final BinaryOperator operator;
  private final boolean bool;
  private final Matching matching;
  private final Evaluator evaluator;
  private final boolean swapped;
  private final boolean oneToOne;

  VectorMatching(Binary binary, Matching matching, Evaluator evaluator) {
    this.operator = binary.operator();
    this.bool = binary.bool();
    this.matching = matching;
    this.evaluator = evaluator;
    this.swapped = matching.cardinality() == Cardinality.ONE_TO_MANY;
    this.oneToOne = matching.cardinality() == Cardinality.ONE_TO_ONE;
  }

  List<Column> evaluate(List<Column> left, List<Column> right) {
    var many = swapped ? right : left;
    var one = swapped ? left : right;
    var anyMany = MatchGroups.presence(many, evaluator.grid().count());
    var results = new ArrayList<Column>();
    for (var group : new MatchGroups(matching, many, one).groups()) {
      requireOne(group, anyMany);
      combine(group, results);
    }
    return Columns.merge(results);
  }

  /** Refuses a group whose "one" side has two elements at a moment. */
  private void requireOne(MatchGroups.Group group, boolean[] anyMany) {
    var one = group.right();
    if (one.size() < 2) {
      return;
    }
    for (int i = 0; i < anyMany.length; i++) {
      Column first = null;
      for (var column : one) {
        if (anyMany[i] && column.has(i)) {
          if (first != null) {
            throw duplicates(group, first, column);
          }
          first = column;
        }
      }
    }
  }

  private RuntimeException duplicates(MatchGroups.Group group, Column first, Column second) {
    var names = new ArrayList<>(List.of(text(first.labels()), text(second.labels())));
    names.sort(null);
    return evaluator
        .context()
        .failure(
            "found duplicate series for the match group "
                + text(group.labels())
                + " on the "
                + (swapped ? "left" : "right")
                + " hand-side of the operation: ["
                + names.get(0)
                + ", "
                + names.get(1)
                + "];many-to-many matching not allowed: matching labels must be unique on one"
                + " side");
  }

  /** All labels in braces, the metric's name among them. */
  private static String text(Labels labels) {
    var parts = new ArrayList<String>();
    labels.forEach((name, value) -> parts.add(name + "=" + Quoted.write(value)));
    return "{" + String.join(", ", parts) + "}";
  }

  private void combine(MatchGroups.Group group, List<Column> results) {
    var matched = new HashMap<Labels, BitSet>();
    for (var many : group.left()) {
      evaluator.context().budget().checkTime();
      for (var one : group.right()) {
        var labels = resultLabels(many.labels(), one.labels());
        if (group.left().size() > 1) {
          requireUnique(many, one, oneToOne ? Labels.EMPTY : labels, matched);
        }
        var column = combine(many, one, labels);
        if (!column.isEmpty()) {
          evaluator.context().budget().take(column.values().length);
          results.add(column);
        }
      }
    }
  }

  private void requireUnique(Column many, Column one, Labels key, Map<Labels, BitSet> matched) {
    var seen = matched.computeIfAbsent(key, labels -> new BitSet());
    for (int i = 0; i < many.values().length; i++) {
      if (many.has(i) && one.has(i)) {
        if (seen.get(i)) {
          throw evaluator
              .context()
              .failure(
                  oneToOne
                      ? "multiple matches for labels: many-to-one matching must be explicit"
                          + " (group_left/group_right)"
                      : "multiple matches for labels: grouping labels must ensure unique matches");
        }
        seen.set(i);
      }
    }
  }

  private Column combine(Column many, Column one, Labels labels) {
    var left = swapped ? one.values() : many.values();
    var right = swapped ? many.values() : one.values();
    boolean filter = operator.isComparison() && !bool;
    var values = new double[left.length];
    for (int i = 0; i < values.length; i++) {
      if (Column.isAbsent(left[i]) || Column.isAbsent(right[i])) {
        values[i] = Column.ABSENT;
      } else if (filter) {
        values[i] = operator.holds(left[i], right[i]) ? left[i] : Column.ABSENT;
      } else {
        values[i] = operator.apply(left[i], right[i]);
      }
    }
    return new Column(labels, bool || many.nameDropped(), values);
  }

  private Labels resultLabels(Labels many, Labels one) {
    var labels = operator.isComparison() ? many : many.without(Column.METADATA);
    if (oneToOne) {
      labels =
          matching.on() ? labels.keeping(matching.labels()) : labels.without(matching.labels());
    }
    if (matching.include().isEmpty()) {
      return labels;
    }
    var builder = labels.toBuilder();
    for (String name : matching.include()) {
      builder.set(name, one.get(name));
    }
    return builder.build();
  }
}
