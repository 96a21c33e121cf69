package dev.muster.promql;

import java.util.ArrayList;
import java.util.List;

/** The tokens of an expression, read one after the other. */
final class TokenReader {
  /** How long an expression may be, in characters. */
  static final int MAX_LENGTH = 100_000;

  private final String text;
  private final List<Token> tokens;
  private int next;

  TokenReader(String text) {
    this.text = text;
    if (text.length() > MAX_LENGTH) {
      throw new ParseException(
          text, new Span(0, 0), "expression is longer than " + MAX_LENGTH + " characters");
    }
    this.tokens = new Lexer(text).tokens();
  }

  Token peek() {
    return tokens.get(next);
  }

  Token peekSecond() {
    return tokens.get(Math.min(next + 1, tokens.size() - 1));
  }

  Token take() {
    Token token = peek();
    if (token.kind() != Token.Kind.END) {
      next++;
    }
    return token;
  }

  /** The span of the token read last. */
  Span last() {
    return tokens.get(Math.max(0, next - 1)).span();
  }

  boolean accept(String symbol) {
    boolean found = peek().is(symbol);
    if (found) {
      take();
    }
    return found;
  }

  boolean acceptKeyword(String word) {
    boolean found = peek().isKeyword(word);
    if (found) {
      take();
    }
    return found;
  }

  Token expect(String symbol, String context) {
    if (!peek().is(symbol)) {
      throw unexpected(context, Quoted.write(symbol));
    }
    return take();
  }

  /** The text of a string literal. */
  String unquote(Token literal) {
    try {
      return Quoted.read(literal.text());
    } catch (IllegalArgumentException e) {
      throw error(literal.span(), e.getMessage() + " in string " + literal.text());
    }
  }

  /** Label names in parentheses, as after {@code by}. */
  List<String> labels() {
    expect("(", "grouping opts");
    var names = new ArrayList<String>();
    while (!accept(")")) {
      names.add(label());
      if (!peek().is(")")) {
        if (!accept(",")) {
          throw unexpected("grouping opts", "\",\" or \")\"");
        }
      }
    }
    return names;
  }

  private String label() {
    Token token = peek();
    boolean string = token.kind() == Token.Kind.STRING;
    boolean word = token.kind() == Token.Kind.NAME && token.text().indexOf(':') < 0;
    boolean number = token.kind() == Token.Kind.NUMBER && Lexer.isLabelName(token.text());
    if (!string && !word && !number) {
      throw unexpected("grouping opts", "label");
    }
    take();
    String name = string ? unquote(token) : token.text();
    if (name.isEmpty() || !Quoted.isWhole(name)) {
      throw error(token.span(), "invalid label name for grouping: " + Quoted.write(name));
    }
    return name;
  }

  ParseException unexpected(String context, String expected) {
    var problem = new StringBuilder("unexpected ").append(peek().description());
    if (!context.isEmpty()) {
      problem.append(" in ").append(context);
    }
    if (!expected.isEmpty()) {
      problem.append(", expected ").append(expected);
    }
    return error(peek().span(), problem.toString());
  }

  ParseException error(Span span, String problem) {
    return new ParseException(text, span, problem);
  }
}
