package dev.muster.promql;

import dev.muster.promql.Expression.Aggregation;
import dev.muster.promql.Expression.Call;
import dev.muster.promql.Expression.NumberLiteral;
import dev.muster.promql.Expression.Parentheses;
import dev.muster.promql.Expression.StringLiteral;
import dev.muster.promql.Expression.Unary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes tokens a syntax tree by precedence climbing. What is deeper than {@value #MAX_DEPTH} levels
 * or holds more than {@value #MAX_OPERATORS} operators is refused, so that no expression can
 * exhaust the stack.
 */
final class Parser {
  static final int MAX_DEPTH = 100;
  static final int MAX_OPERATORS = 1000;

  private final TokenReader tokens;
  private final TypeCheck check;
  private final SelectorParser selectors;
  private final ModifierParser modifiers;
  private final Set<Feature> features;
  private int depth;
  private int operators;

  Parser(String text, Set<Feature> features) {
    this.features = features;
    this.tokens = new TokenReader(text);
    this.check = new TypeCheck(tokens);
    this.selectors = new SelectorParser(tokens);
    this.modifiers = new ModifierParser(tokens);
  }

  Expression parse() {
    if (tokens.peek().kind() == Token.Kind.END) {
      throw tokens.error(new Span(0, 0), "no expression found in input");
    }
    var expression = expression(0);
    if (tokens.peek().kind() != Token.Kind.END) {
      throw tokens.unexpected("", "");
    }
    return expression;
  }

  /** An expression whose operators all bind tighter than {@code precedence}. */
  private Expression expression(int precedence) {
    if (++depth > MAX_DEPTH) {
      throw tokens.error(
          tokens.peek().span(), "expression is nested deeper than " + MAX_DEPTH + " levels");
    }
    var left = operand();
    for (var operator = operator(precedence);
        operator.isPresent();
        operator = operator(precedence)) {
      left = binary(left, operator.get());
    }
    depth--;
    return left;
  }

  private Optional<BinaryOperator> operator(int precedence) {
    Token token = tokens.peek();
    boolean possible = token.kind() == Token.Kind.SYMBOL || token.kind() == Token.Kind.NAME;
    return possible
        ? BinaryOperator.of(token.text()).filter(found -> found.precedence() > precedence)
        : Optional.empty();
  }

  private Expression binary(Expression left, BinaryOperator operator) {
    Span at = tokens.take().span();
    if (++operators > MAX_OPERATORS) {
      throw tokens.error(at, "expression has more than " + MAX_OPERATORS + " operators");
    }
    boolean bool = tokens.acceptKeyword(Keywords.BOOL);
    var matching = matching();
    int binding = operator.precedence();
    var right = expression(operator.rightAssociative() ? binding - 1 : binding);
    return check.binary(left, operator, right, bool, matching, at);
  }

  private @Nullable Matching matching() {
    boolean on = tokens.acceptKeyword(Keywords.ON);
    if (!on && !tokens.acceptKeyword(Keywords.IGNORING)) {
      return null;
    }
    var labels = tokens.labels();
    var cardinality = Matching.Cardinality.ONE_TO_ONE;
    if (tokens.acceptKeyword(Keywords.GROUP_LEFT)) {
      cardinality = Matching.Cardinality.MANY_TO_ONE;
    } else if (tokens.acceptKeyword(Keywords.GROUP_RIGHT)) {
      cardinality = Matching.Cardinality.ONE_TO_MANY;
    }
    boolean group = cardinality != Matching.Cardinality.ONE_TO_ONE && tokens.peek().is("(");
    return new Matching(on, labels, cardinality, group ? tokens.labels() : List.of());
  }

  /** A primary expression with its signs before and its modifiers after. */
  private Expression operand() {
    Token sign = tokens.peek();
    if (!sign.is("-") && !sign.is("+")) {
      return modifiers.modified(primary());
    }
    tokens.take();
    var inner = expression(BinaryOperator.UNARY_PRECEDENCE);
    Span span = sign.span().to(inner.span());
    if (inner instanceof NumberLiteral number) {
      return new NumberLiteral(sign.is("-") ? -number.value() : number.value(), span);
    }
    return check.unary(new Unary(sign.is("-"), inner, span));
  }

  private Expression primary() {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case NUMBER -> new NumberLiteral(Numbers.parse(tokens.take().text()), token.span());
      case DURATION -> new NumberLiteral(modifiers.duration() / 1000.0, token.span());
      case STRING -> new StringLiteral(tokens.unquote(tokens.take()), token.span());
      case NAME -> named(token);
      case SYMBOL -> symbol(token);
      case END -> throw tokens.unexpected("", "");
    };
  }

  private Expression symbol(Token token) {
    if (token.is("(")) {
      tokens.take();
      var inner = expression(0);
      tokens.expect(")", "");
      return new Parentheses(inner, token.span().to(tokens.last()));
    }
    if (token.is("{")) {
      return selectors.selector();
    }
    throw tokens.unexpected("", "");
  }

  private Expression named(Token token) {
    Token second = tokens.peekSecond();
    var aggregator = Aggregator.of(token.text());
    if (aggregator.isPresent()
        && (second.is("(")
            || second.isKeyword(Keywords.BY)
            || second.isKeyword(Keywords.WITHOUT))) {
      return aggregation(aggregator.get());
    }
    return second.is("(") && !Keywords.RESERVED.contains(token.text())
        ? call(token)
        : selectors.selector();
  }

  private Expression aggregation(Aggregator aggregator) {
    Token word = tokens.take();
    if (aggregator.experimental()) {
      requireExperimental(word, "aggregator");
    }
    var grouping = grouping();
    var arguments = arguments();
    if (grouping == null) {
      grouping = grouping();
    }
    Span span = word.span().to(tokens.last());
    int wanted = aggregator.parameter() == null ? 1 : 2;
    if (arguments.size() != wanted) {
      throw tokens.error(
          span,
          arguments.isEmpty()
              ? "no arguments for aggregate expression provided"
              : "wrong number of arguments for aggregate expression provided, expected "
                  + wanted
                  + ", got "
                  + arguments.size());
    }
    return check.aggregation(
        new Aggregation(
            aggregator,
            arguments.getLast(),
            wanted == 2 ? arguments.getFirst() : null,
            grouping != null && grouping.without(),
            grouping == null ? List.of() : grouping.labels(),
            span));
  }

  private record Grouping(boolean without, List<String> labels) {}

  private @Nullable Grouping grouping() {
    boolean without = tokens.acceptKeyword(Keywords.WITHOUT);
    return without || tokens.acceptKeyword(Keywords.BY)
        ? new Grouping(without, tokens.labels())
        : null;
  }

  private Expression call(Token name) {
    tokens.take();
    var function = Functions.named(name.text());
    var arguments = arguments();
    if (function == null) {
      throw tokens.error(name.span(), "unknown function with name " + Quoted.write(name.text()));
    }
    if (ExperimentalFunctions.NAMES.contains(function.name())) {
      requireExperimental(name, "function");
    }
    return check.call(new Call(function, arguments, name.span().to(tokens.last())));
  }

  private void requireExperimental(Token name, String what) {
    var feature = Feature.PROMQL_EXPERIMENTAL_FUNCTIONS;
    if (!features.contains(feature)) {
      throw tokens.error(
          name.span(),
          what
              + " "
              + Quoted.write(name.text())
              + " is experimental and must be enabled with --enable-feature="
              + feature.flag());
    }
  }

  private List<Expression> arguments() {
    tokens.expect("(", "aggregation");
    var arguments = new ArrayList<Expression>();
    if (tokens.accept(")")) {
      return arguments;
    }
    do {
      if (tokens.peek().is(")")) {
        throw tokens.error(tokens.last(), "trailing commas not allowed in function call args");
      }
      arguments.add(expression(0));
    } while (tokens.accept(","));
    tokens.expect(")", "");
    return arguments;
  }
}
