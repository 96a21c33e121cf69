package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.SampleValue;
import dev.muster.promql.Expression.Aggregation;
import dev.muster.promql.Expression.Binary;
import dev.muster.promql.Expression.Call;
import dev.muster.promql.Expression.NumberLiteral;
import dev.muster.promql.Expression.Parentheses;
import dev.muster.promql.Expression.RangeSelector;
import dev.muster.promql.Expression.StringLiteral;
import dev.muster.promql.Expression.Subquery;
import dev.muster.promql.Expression.Unary;
import dev.muster.promql.Expression.VectorSelector;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a syntax tree as PromQL on one line. */
final class Printer {
  private Printer() {}

  static String print(Expression expression) {
    return switch (expression) {
      case NumberLiteral number -> SampleValue.format(number.value());
      case StringLiteral string -> Quoted.write(string.value());
      case VectorSelector selector ->
          selector(selector) + modifiers(selector.at(), selector.offsetMillis());
      case RangeSelector range -> range(range);
      case Subquery subquery -> subquery(subquery);
      case Unary unary -> (unary.minus() ? "-" : "+") + print(unary.expression());
      case Binary binary ->
          print(binary.left()) + " " + operator(binary) + " " + print(binary.right());
      case Aggregation aggregation -> aggregation(aggregation);
      case Call call -> call.function().name() + "(" + list(call.arguments()) + ")";
      case Parentheses inner -> "(" + print(inner.expression()) + ")";
    };
  }

  private static String range(RangeSelector range) {
    var vector = range.vector();
    return selector(vector)
        + "["
        + Durations.format(range.rangeMillis())
        + "]"
        + modifiers(vector.at(), vector.offsetMillis());
  }

  private static String subquery(Subquery subquery) {
    String step = subquery.stepMillis() == 0 ? "" : Durations.format(subquery.stepMillis());
    return print(subquery.expression())
        + "["
        + Durations.format(subquery.rangeMillis())
        + ":"
        + step
        + "]"
        + modifiers(subquery.at(), subquery.offsetMillis());
  }

  private static String aggregation(Aggregation aggregation) {
    var text = new StringBuilder(aggregation.aggregator().symbol());
    if (aggregation.without() || !aggregation.labels().isEmpty()) {
      text.append(aggregation.without() ? " without (" : " by (")
          .append(names(aggregation.labels()))
          .append(") ");
    }
    text.append('(');
    if (aggregation.parameter() != null) {
      text.append(print(aggregation.parameter())).append(", ");
    }
    return text.append(print(aggregation.expression())).append(')').toString();
  }

  private static String operator(Binary binary) {
    var text = new StringBuilder(binary.operator().symbol());
    if (binary.bool()) {
      text.append(" bool");
    }
    var matching = binary.matching();
    if (matching != null) {
      matching(matching, text);
    }
    return text.toString();
  }

  private static void matching(Matching matching, StringBuilder text) {
    var cardinality = matching.cardinality();
    if (matching.on()
        || !matching.labels().isEmpty()
        || cardinality != Matching.Cardinality.ONE_TO_ONE) {
      text.append(matching.on() ? " on (" : " ignoring (")
          .append(names(matching.labels()))
          .append(')');
    }
    String group =
        switch (cardinality) {
          case ONE_TO_ONE -> "";
          case MANY_TO_ONE -> " group_left (" + names(matching.include()) + ")";
          case ONE_TO_MANY -> " group_right (" + names(matching.include()) + ")";
        };
    text.append(group);
  }

  private static String selector(VectorSelector selector) {
    var parts = new ArrayList<String>();
    String name = selector.name();
    boolean another =
        selector.matchers().stream().anyMatch(matcher -> matcher.name().equals(Labels.NAME));
    boolean plain = name != null && !another && Lexer.isMetricName(name);
    if (name != null && !plain) {
      parts.add(Quoted.write(name));
    }
    for (var matcher : selector.matchers()) {
      parts.add(matcher(matcher));
    }
    String braces = "{" + String.join(", ", parts) + "}";
    return plain ? name + (parts.isEmpty() ? "" : braces) : braces;
  }

  private static String matcher(Matcher matcher) {
    return label(matcher.name()) + matcher.type().symbol() + Quoted.write(matcher.value());
  }

  private static String names(List<String> labels) {
    return labels.stream().map(Printer::label).collect(Collectors.joining(", "));
  }

  private static String label(String name) {
    return name.equals(Labels.NAME) || Lexer.isLabelName(name) ? name : Quoted.write(name);
  }

  private static String list(List<Expression> expressions) {
    return expressions.stream().map(Printer::print).collect(Collectors.joining(", "));
  }

  private static String modifiers(@Nullable At at, long offsetMillis) {
    String time =
        switch (at) {
          case null -> "";
          case At.Time fixed -> " @ " + seconds(fixed.millis());
          case At.Edge edge -> edge == At.Edge.START ? " @ start()" : " @ end()";
        };
    if (offsetMillis == 0) {
      return time;
    }
    String sign = offsetMillis < 0 ? "-" : "";
    return time + " offset " + sign + Durations.format(Math.abs(offsetMillis));
  }

  /** Seconds with exactly three decimals: a number that every reader takes back to the same ms. */
  private static String seconds(long millis) {
    return BigDecimal.valueOf(millis, 3).toPlainString();
  }
}
