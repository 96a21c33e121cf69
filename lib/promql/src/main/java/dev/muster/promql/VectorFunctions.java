package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.Windows;
import dev.muster.promql.Expression.Call;
import dev.muster.promql.Expression.RangeSelector;
import dev.muster.promql.Expression.VectorSelector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/** Functions of whole vectors: their presence, their order, scalars made of them. */
final class VectorFunctions {
  private VectorFunctions() {}

  /** The value of the only element; NaN where there is none or several. */
  static Operand scalar(Call call, Evaluator evaluator) {
    var columns = evaluator.vector(call.arguments().getFirst());
    var values = new double[evaluator.grid().count()];
    for (int i = 0; i < values.length; i++) {
      int found = 0;
      double value = Double.NaN;
      for (var column : columns) {
        if (column.has(i)) {
          found++;
          value = column.values()[i];
        }
      }
      values[i] = found == 1 ? value : Double.NaN;
    }
    return new Operand.Scalars(values);
  }

  static Operand vector(Call call, Evaluator evaluator) {
    var values = evaluator.scalar(call.arguments().getFirst());
    return new Operand.Vectors(List.of(new Column(Labels.EMPTY, false, values)));
  }

  static Operand pi(Call call, Evaluator evaluator) {
    return Operand.Scalars.of(Math.PI, evaluator.grid().count());
  }

  /** 1 where the vector is empty. */
  static Operand absent(Call call, Evaluator evaluator) {
    var argument = call.arguments().getFirst();
    int count = evaluator.grid().count();
    return absent(argument, MatchGroups.presence(evaluator.vector(argument), count));
  }

  /** 1 where no series has a sample in its window. */
  static Operand absentOverTime(Call call, Evaluator evaluator) {
    var argument = call.arguments().getFirst();
    var grid = evaluator.grid();
    var present = new boolean[grid.count()];
    Ranges.forEach(
        argument,
        Windows.Use.LAST,
        evaluator,
        (ranges, series) -> {
          var window = new Window(series, ranges, evaluator.context().notes());
          var rollups = series.rollups();
          var rolled = rollups == null ? null : new RolledWindow(rollups, ranges.rangeMillis());
          for (int i = 0; i < present.length; i++) {
            window.moveTo(grid.time(i));
            present[i] |= window.size() > 0;
            if (rolled != null) {
              rolled.moveTo(window);
              present[i] |= !rolled.isEmpty();
            }
          }
        });
    return absent(argument, present);
  }

  private static Operand absent(Expression argument, boolean[] present) {
    var values = new double[present.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = present[i] ? Column.ABSENT : 1;
    }
    return new Operand.Vectors(List.of(new Column(demanded(argument), true, values)));
  }

  /** The labels a selector asks for by {@code =}, each once. */
  private static Labels demanded(Expression argument) {
    var matchers =
        switch (Invariance.bare(argument)) {
          case VectorSelector selector -> selector.matchers();
          case RangeSelector range -> range.vector().matchers();
          case Expression other -> List.<Matcher>of();
        };
    var labels = Labels.builder();
    var seen = new HashSet<String>();
    for (var matcher : matchers) {
      if (matcher.name().equals(Labels.NAME)) {
        continue;
      }
      if (matcher.type() == Matcher.Type.EQUAL && seen.add(matcher.name())) {
        labels.set(matcher.name(), matcher.value());
      } else {
        labels.remove(matcher.name());
      }
    }
    return labels.build();
  }

  static Operand sort(Call call, Evaluator evaluator) {
    return sorted(call, evaluator, Ranking.byValue(0, false));
  }

  static Operand sortDesc(Call call, Evaluator evaluator) {
    return sorted(call, evaluator, Ranking.byValue(0, true));
  }

  static Operand sortByLabel(Call call, Evaluator evaluator) {
    return sorted(call, evaluator, byLabels(call, evaluator));
  }

  static Operand sortByLabelDesc(Call call, Evaluator evaluator) {
    return sorted(call, evaluator, byLabels(call, evaluator).reversed());
  }

  private static Comparator<Column> byLabels(Call call, Evaluator evaluator) {
    var labels = new ArrayList<String>();
    for (var argument : call.arguments().subList(1, call.arguments().size())) {
      labels.add(evaluator.text(argument));
    }
    return NaturalOrder.of(labels);
  }

  private static Operand sorted(Call call, Evaluator evaluator, Comparator<Column> order) {
    var columns = new ArrayList<>(evaluator.vector(call.arguments().getFirst()));
    if (evaluator.grid().count() > 1) {
      evaluator
          .context()
          .notes()
          .warning(
              call.span(),
              "sort is ineffective for range queries since results are always ordered by labels");
    } else {
      columns.removeIf(Column::isEmpty);
      columns.sort(order);
    }
    return new Operand.Vectors(columns);
  }

  /** What only histograms of the native kind have: nothing for plain numbers. */
  static Operand none(Call call, Evaluator evaluator) {
    evaluator.vector(call.arguments().getLast());
    return new Operand.Vectors(List.of());
  }
}
