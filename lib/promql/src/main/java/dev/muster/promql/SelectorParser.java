package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.promql.Expression.RangeSelector;
import dev.muster.promql.Expression.Subquery;
import dev.muster.promql.Expression.VectorSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads selectors and what may follow an expression: ranges, subqueries, offset, {@code @}. */
final class SelectorParser {
  private final TokenReader tokens;

  SelectorParser(TokenReader tokens) {
    this.tokens = tokens;
  }

  VectorSelector selector() {
    Token first = tokens.peek();
    String name = null;
    if (first.kind() == Token.Kind.NAME) {
      if (Keywords.RESERVED.contains(first.text().toLowerCase(Locale.ROOT))) {
        throw tokens.unexpected("", "");
      }
      name = tokens.take().text();
    }
    var matchers = tokens.peek().is("{") ? matchers() : new Matchers(null, List.of());
    Span span = first.span().to(tokens.last());
    String set = name == null ? matchers.name() : name;
    if (set != null) {
      requireNameOnce(set, name != null && matchers.name() != null, matchers, span);
    } else if (matchers.list().stream().allMatch(matcher -> matcher.matches(""))) {
      throw tokens.error(span, "vector selector must contain at least one non-empty matcher");
    }
    return new VectorSelector(set, matchers.list(), 0, null, span);
  }

  private void requireNameOnce(String name, boolean twice, Matchers matchers, Span span) {
    var other =
        matchers.list().stream()
            .filter(matcher -> matcher.name().equals(Labels.NAME))
            .map(Matcher::value)
            .findFirst()
            .or(() -> twice ? Optional.ofNullable(matchers.name()) : Optional.empty());
    if (other.isPresent()) {
      throw tokens.error(
          span,
          "metric name must not be set twice: "
              + Quoted.write(name)
              + " or "
              + Quoted.write(other.get()));
    }
  }

  private record Matchers(@Nullable String name, List<Matcher> list) {}

  private Matchers matchers() {
    tokens.expect("{", "");
    String name = null;
    var list = new ArrayList<Matcher>();
    while (!tokens.accept("}")) {
      Token label = tokens.peek();
      if (label.kind() != Token.Kind.NAME && label.kind() != Token.Kind.STRING) {
        throw tokens.unexpected("label matching", "identifier or \"}\"");
      }
      tokens.take();
      boolean quoted = label.kind() == Token.Kind.STRING;
      if (quoted && (tokens.peek().is(",") || tokens.peek().is("}"))) {
        name = metricName(label, name);
      } else {
        list.add(matcher(quoted ? tokens.unquote(label) : label.text()));
      }
      if (!tokens.peek().is("}") && !tokens.accept(",")) {
        throw tokens.unexpected("label matching", "\",\" or \"}\"");
      }
    }
    return new Matchers(name, list);
  }

  private String metricName(Token literal, @Nullable String before) {
    String name = tokens.unquote(literal);
    if (before != null) {
      throw tokens.error(
          literal.span(),
          "metric name must not be set twice: "
              + Quoted.write(before)
              + " or "
              + Quoted.write(name));
    }
    return name;
  }

  private Matcher matcher(String label) {
    Token operator = tokens.peek();
    for (var type : Matcher.Type.values()) {
      if (operator.is(type.symbol())) {
        tokens.take();
        if (tokens.peek().kind() != Token.Kind.STRING) {
          throw tokens.unexpected("label matching", "string");
        }
        Token value = tokens.take();
        try {
          return Matcher.of(label, type, tokens.unquote(value));
        } catch (IllegalArgumentException e) {
          throw tokens.error(value.span(), String.valueOf(e.getMessage()));
        }
      }
    }
    throw tokens.unexpected("label matching", "label matching operator");
  }

  /** The expression with all modifiers that follow it. */
  Expression modifiers(Expression expression) {
    var modified = expression;
    while (true) {
      if (tokens.peek().is("[")) {
        modified = range(modified);
      } else if (tokens.peek().isKeyword(Keywords.OFFSET)) {
        tokens.take();
        modified = offset(modified);
      } else if (tokens.accept("@")) {
        modified = at(modified);
      } else {
        return modified;
      }
    }
  }

  private Expression range(Expression inner) {
    Span open = tokens.take().span();
    long range = positiveDuration("subquery or range selector");
    if (tokens.accept(":")) {
      long step = tokens.peek().is("]") ? 0 : positiveDuration("subquery selector");
      tokens.expect("]", "subquery selector");
      return subquery(inner, range, step);
    }
    if (!tokens.peek().is("]")) {
      throw tokens.unexpected("subquery or range", "\":\" or \"]\"");
    }
    Span close = tokens.take().span();
    if (!(inner instanceof VectorSelector vector)) {
      throw tokens.error(open.to(close), "ranges only allowed for vector selectors");
    }
    if (vector.offsetMillis() != 0) {
      throw tokens.error(open.to(close), "no offset modifiers allowed before range");
    }
    if (vector.at() != null) {
      throw tokens.error(open.to(close), "no @ modifiers allowed before range");
    }
    return new RangeSelector(vector, range, vector.span().to(close));
  }

  private Expression subquery(Expression inner, long range, long step) {
    Span span = inner.span().to(tokens.last());
    if (inner.type() != ValueType.VECTOR) {
      throw tokens.error(
          span,
          "subquery is only allowed on instant vector, got " + inner.type().apiName() + " instead");
    }
    return new Subquery(inner, range, step, 0, null, span);
  }

  private Expression offset(Expression inner) {
    boolean minus = tokens.accept("-");
    if (!minus) {
      tokens.accept("+");
    }
    long size = duration("offset", "number or duration");
    long offset = minus ? -size : size;
    Span span = inner.span().to(tokens.last());
    return switch (inner) {
      case VectorSelector it -> {
        requireNoOffset(it.offsetMillis(), span);
        yield new VectorSelector(it.name(), it.matchers(), offset, it.at(), span);
      }
      case RangeSelector it -> {
        var vector = it.vector();
        requireNoOffset(vector.offsetMillis(), span);
        yield new RangeSelector(
            new VectorSelector(
                vector.name(), vector.matchers(), offset, vector.at(), vector.span()),
            it.rangeMillis(),
            span);
      }
      case Subquery it -> {
        requireNoOffset(it.offsetMillis(), span);
        yield new Subquery(
            it.expression(), it.rangeMillis(), it.stepMillis(), offset, it.at(), span);
      }
      case Expression other ->
          throw tokens.error(
              other.span(),
              "offset modifier must be preceded by an instant vector selector or range vector"
                  + " selector or a subquery");
    };
  }

  private void requireNoOffset(long offset, Span span) {
    if (offset != 0) {
      throw tokens.error(span, "offset may not be set multiple times");
    }
  }

  private Expression at(Expression inner) {
    At at = time(inner);
    Span span = inner.span().to(tokens.last());
    return switch (inner) {
      case VectorSelector it -> {
        requireNoTime(it.at(), span);
        yield new VectorSelector(it.name(), it.matchers(), it.offsetMillis(), at, span);
      }
      case RangeSelector it -> {
        var vector = it.vector();
        requireNoTime(vector.at(), span);
        yield new RangeSelector(
            new VectorSelector(
                vector.name(), vector.matchers(), vector.offsetMillis(), at, vector.span()),
            it.rangeMillis(),
            span);
      }
      case Subquery it -> {
        requireNoTime(it.at(), span);
        yield new Subquery(
            it.expression(), it.rangeMillis(), it.stepMillis(), it.offsetMillis(), at, span);
      }
      case Expression other ->
          throw tokens.error(
              other.span(),
              "@ modifier must be preceded by an instant vector selector or range vector selector"
                  + " or a subquery");
    };
  }

  private void requireNoTime(@Nullable At at, Span span) {
    if (at != null) {
      throw tokens.error(span, "@ <timestamp> may not be set multiple times");
    }
  }

  private At time(Expression inner) {
    for (var edge : At.Edge.values()) {
      if (tokens.peek().isKeyword(edge.name()) && tokens.peekSecond().is("(")) {
        tokens.take();
        tokens.take();
        tokens.expect(")", "@");
        return edge;
      }
    }
    boolean minus = tokens.accept("-");
    if (!minus) {
      tokens.accept("+");
    }
    double seconds = number("@", "timestamp");
    if (!(Math.abs(seconds) < Long.MAX_VALUE / 1e6)) {
      throw tokens.error(
          inner.span(), "timestamp out of bounds for @ modifier: " + (minus ? "-" : "") + seconds);
    }
    return new At.Time(Math.round((minus ? -seconds : seconds) * 1000));
  }

  private long positiveDuration(String context) {
    Token token = tokens.peek();
    long millis = duration(context, "number or duration");
    if (millis <= 0) {
      throw tokens.error(token.span(), "duration must be greater than 0");
    }
    return millis;
  }

  private long duration(String context, String expected) {
    Token token = tokens.peek();
    double millis = number(context, expected) * 1000;
    if (!(millis <= Durations.LONGEST)) {
      throw tokens.error(token.span(), "duration out of range");
    }
    return Math.round(millis);
  }

  private double number(String context, String expected) {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case NUMBER -> Numbers.parse(tokens.take().text());
      case DURATION -> duration() / 1000.0;
      case NAME, STRING, SYMBOL, END -> throw tokens.unexpected(context, expected);
    };
  }

  /** A duration literal in milliseconds. */
  long duration() {
    Token token = tokens.take();
    return Durations.parse(token.text())
        .orElseThrow(() ->
            tokens.error(
                token.span(), "not a valid duration string: " + Quoted.write(token.text())));
  }
}
