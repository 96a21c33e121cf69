package dev.muster.scraper.api;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.promql.At;
import dev.muster.promql.BinaryOperator;
import dev.muster.promql.Expression;
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
import dev.muster.promql.Function;
import dev.muster.promql.Matching;
import dev.muster.promql.ValueType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes a syntax tree as Prometheus 3's {@code parse_query} does, for programs that draw it or
 * build queries by it. Members for what the language does not have here (expressions as durations,
 * {@code anchored}, {@code smoothed}, fill values) say that there is none.
 */
final class TreeJson {
  private final JsonGenerator json;

  private TreeJson(JsonGenerator json) {
    this.json = json;
  }

  static void write(JsonGenerator json, Expression expression) {
    new TreeJson(json).node(expression);
  }

  private void node(@Nullable Expression expression) {
    if (expression == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    switch (expression) {
      case NumberLiteral number -> literal("numberLiteral", number(number.value()));
      case StringLiteral text -> literal("stringLiteral", text.value());
      case Parentheses inner -> {
        type("parenExpr");
        child("expr", inner.expression());
      }
      case Unary unary -> {
        type("unaryExpr");
        json.writeStringProperty("op", unary.minus() ? "-" : "+");
        child("expr", unary.expression());
      }
      case VectorSelector selector -> {
        type("vectorSelector");
        selector(selector);
      }
      case RangeSelector selector -> {
        type("matrixSelector");
        duration("range", selector.rangeMillis());
        selector(selector.vector());
      }
      case Subquery subquery -> subquery(subquery);
      case Aggregation aggregation -> aggregation(aggregation);
      case Binary binary -> binary(binary);
      case Call call -> call(call);
    }
    json.writeEndObject();
  }

  private void type(String name) {
    json.writeStringProperty("type", name);
  }

  private void child(String name, @Nullable Expression expression) {
    json.writeName(name);
    node(expression);
  }

  private void literal(String type, String value) {
    type(type);
    json.writeStringProperty("val", value);
  }

  /** Without an exponent. */
  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (Double.isNaN(value)) {
      return "NaN";
    }
    return value == 0
        ? (1 / value < 0 ? "-0" : "0")
        : new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  /** Milliseconds, and that no expression gave them. */
  private void duration(String name, long millis) {
    json.writeNumberProperty(name, millis);
    json.writeNullProperty(name + "Expr");
  }

  private void selector(VectorSelector selector) {
    json.writeStringProperty("name", selector.name() == null ? "" : selector.name());
    duration("offset", selector.offsetMillis());
    json.writeArrayPropertyStart("matchers");
    selector.matchers().forEach(this::matcher);
    if (selector.name() != null) {
      matcher(Matcher.equal(Labels.NAME, selector.name()));
    }
    json.writeEndArray();
    at(selector.at());
    json.writeBooleanProperty("anchored", false);
    json.writeBooleanProperty("smoothed", false);
  }

  private void matcher(Matcher matcher) {
    json.writeStartObject();
    json.writeStringProperty("name", matcher.name());
    json.writeStringProperty("value", matcher.value());
    json.writeStringProperty("type", matcher.type().symbol());
    json.writeEndObject();
  }

  private void at(@Nullable At at) {
    if (at instanceof At.Time time) {
      json.writeNumberProperty("timestamp", time.millis());
    } else {
      json.writeNullProperty("timestamp");
    }
    if (at instanceof At.Edge edge) {
      json.writeStringProperty("startOrEnd", edge.name().toLowerCase(Locale.ROOT));
    } else {
      json.writeNullProperty("startOrEnd");
    }
  }

  private void subquery(Subquery subquery) {
    type("subquery");
    child("expr", subquery.expression());
    duration("range", subquery.rangeMillis());
    duration("offset", subquery.offsetMillis());
    duration("step", subquery.stepMillis());
    at(subquery.at());
  }

  private void aggregation(Aggregation aggregation) {
    type("aggregation");
    json.writeStringProperty("op", aggregation.aggregator().symbol());
    child("expr", aggregation.expression());
    child("param", aggregation.parameter());
    texts("grouping", aggregation.labels());
    json.writeBooleanProperty("without", aggregation.without());
  }

  private void texts(String name, List<String> texts) {
    json.writeArrayPropertyStart(name);
    texts.forEach(json::writeString);
    json.writeEndArray();
  }

  private void binary(Binary binary) {
    type("binaryExpr");
    json.writeStringProperty("op", binary.operator().symbol());
    child("lhs", binary.left());
    child("rhs", binary.right());
    json.writeName("matching");
    if (binary.matching() == null) {
      json.writeNull();
    } else {
      matching(binary.operator(), binary.matching());
    }
    json.writeBooleanProperty("bool", binary.bool());
  }

  private void matching(BinaryOperator operator, Matching matching) {
    json.writeStartObject();
    json.writeStringProperty("card", cardinality(operator, matching));
    texts("labels", matching.labels());
    json.writeBooleanProperty("on", matching.on());
    texts("include", matching.include());
    json.writeObjectPropertyStart("fillValues");
    json.writeNullProperty("lhs");
    json.writeNullProperty("rhs");
    json.writeEndObject();
    json.writeEndObject();
  }

  private static String cardinality(BinaryOperator operator, Matching matching) {
    return switch (operator) {
      case AND, OR, UNLESS -> "many-to-many";
      default -> matching.cardinality().name().toLowerCase(Locale.ROOT).replace('_', '-');
    };
  }

  private void call(Call call) {
    var function = call.function();
    type("call");
    json.writeObjectPropertyStart("func");
    json.writeStringProperty("name", function.name());
    texts("argTypes", function.arguments().stream().map(ValueType::apiName).toList());
    json.writeNumberProperty("variadic", optional(function));
    json.writeStringProperty("returnType", function.result().apiName());
    json.writeEndObject();
    json.writeArrayPropertyStart("args");
    call.arguments().forEach(this::node);
    json.writeEndArray();
  }

  /** How many of its arguments may be left out; -1 where any number may follow. */
  private static int optional(Function function) {
    return function.isVariadic() ? -1 : function.most() - function.least();
  }
}
