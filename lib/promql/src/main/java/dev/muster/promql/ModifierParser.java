package dev.muster.promql;

import dev.muster.promql.Expression.RangeSelector;
import dev.muster.promql.Expression.Subquery;
import dev.muster.promql.Expression.VectorSelector;
import org.jspecify.annotations.Nullable;

/** Reads what may follow an expression: ranges, subqueries, offset, {@code @}. */
final class ModifierParser {
  private final TokenReader tokens;

  ModifierParser(TokenReader tokens) {
    this.tokens = tokens;
  }

  /** The expression with all modifiers that follow it. */
  Expression modified(Expression expression) {
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
