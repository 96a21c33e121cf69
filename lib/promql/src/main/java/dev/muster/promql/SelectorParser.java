package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.promql.Expression.VectorSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads selectors: a name, matchers in braces, or both. */
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
    if (name != null) {
      requireNameOnce(name, matchers, span);
    } else if (matchers.name() == null
        && matchers.list().stream().allMatch(matcher -> matcher.matches(""))) {
      throw tokens.error(span, "vector selector must contain at least one non-empty matcher");
    }
    return new VectorSelector(
        name == null ? matchers.name() : name, matchers.list(), 0, null, span);
  }

  private void requireNameOnce(String name, Matchers matchers, Span span) {
    var other =
        matchers.list().stream()
            .filter(matcher -> matcher.name().equals(Labels.NAME))
            .map(Matcher::value)
            .findFirst()
            .or(() -> Optional.ofNullable(matchers.name()));
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
        String quotedName = tokens.unquote(label);
        if (name == null) {
          name = quotedName;
        } else {
          list.add(Matcher.equal(Labels.NAME, quotedName));
        }
      } else {
        list.add(matcher(quoted ? tokens.unquote(label) : label.text()));
      }
      if (!tokens.peek().is("}") && !tokens.accept(",")) {
        throw tokens.unexpected("label matching", "\",\" or \"}\"");
      }
    }
    return new Matchers(name, list);
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
}
