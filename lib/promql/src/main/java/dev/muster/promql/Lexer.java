package dev.muster.promql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Cuts an expression into tokens. */
final class Lexer {
  private static final Set<String> PAIRS = Set.of("==", "!=", "<=", ">=", "=~", "!~");
  private static final String SINGLES = "(){}[],+-*/%^<>=@:";
  private static final String UNITS = "smhdwy";

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int braces;
  private int brackets;

  Lexer(String text) {
    this.text = text;
  }

  /** All tokens, the last of kind {@link Token.Kind#END}. */
  List<Token> tokens() {
    while (true) {
      skipBlanks();
      if (at == text.length()) {
        tokens.add(new Token(Token.Kind.END, "", at));
        return tokens;
      }
      next();
    }
  }

  private void skipBlanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        at++;
      } else {
        return;
      }
    }
  }

  private void next() {
    char c = text.charAt(at);
    if (c == '"' || c == '\'' || c == '`') {
      string(c);
    } else if (isLetter(c) || (c == ':' && braces == 0 && brackets == 0)) {
      name();
    } else if (isDigit(c) || (c == '.' && isDigit(peek(at + 1)))) {
      number();
    } else {
      symbol(c);
    }
  }

  private void symbol(char c) {
    int length = at + 2 <= text.length() && PAIRS.contains(text.substring(at, at + 2)) ? 2 : 1;
    if (length == 1 && SINGLES.indexOf(c) < 0) {
      String unknown = Character.toString(text.codePointAt(at));
      String problem = c == '!' ? "unexpected character after '!'" : "unexpected character: ";
      throw error(at, c == '!' ? problem : problem + Quoted.write(unknown));
    }
    switch (c) {
      case '{' -> braces++;
      case '}' -> braces = Math.max(0, braces - 1);
      case '[' -> brackets++;
      case ']' -> brackets = Math.max(0, brackets - 1);
      default -> {}
    }
    add(Token.Kind.SYMBOL, at + length);
  }

  private void name() {
    boolean colons = braces == 0 && brackets == 0;
    int end = at;
    while (end < text.length() && isNameCharacter(text.charAt(end), colons)) {
      end++;
    }
    String word = text.substring(at, end);
    boolean number = braces == 0 && (word.equalsIgnoreCase("inf") || word.equalsIgnoreCase("nan"));
    add(number ? Token.Kind.NUMBER : Token.Kind.NAME, end);
  }

  private void string(char quote) {
    int end = at + 1;
    while (true) {
      char c = peek(end);
      if (end >= text.length() || (c == '\n' && quote != '`')) {
        throw error(at, "unterminated quoted string");
      }
      if (c == quote) {
        add(Token.Kind.STRING, end + 1);
        return;
      }
      end += c == '\\' && quote != '`' ? 2 : 1;
    }
  }

  /** A number or a duration: all that is alphanumeric belongs to it, a sign after an exponent. */
  private void number() {
    int end = at;
    boolean hexadecimal = peek(at) == '0' && Character.toLowerCase(peek(at + 1)) == 'x';
    while (end < text.length() && isNumberCharacter(end, hexadecimal)) {
      end++;
    }
    String word = text.substring(at, end);
    if (UNITS.indexOf(word.charAt(word.length() - 1)) >= 0 && !hexadecimal) {
      add(Token.Kind.DURATION, end);
      return;
    }
    try {
      Numbers.parse(word);
    } catch (NumberFormatException e) {
      throw new ParseException(
          text, new Span(at, end), "bad number or duration syntax: " + Quoted.write(word));
    }
    add(Token.Kind.NUMBER, end);
  }

  private boolean isNumberCharacter(int index, boolean hexadecimal) {
    char c = text.charAt(index);
    if (c == '+' || c == '-') {
      char before = Character.toLowerCase(peek(index - 1));
      return before == 'e' && index > at && !hexadecimal;
    }
    return c == '.' || isDigit(c) || isLetter(c);
  }

  private void add(Token.Kind kind, int end) {
    tokens.add(new Token(kind, text.substring(at, end), at));
    at = end;
  }

  private char peek(int index) {
    return index >= 0 && index < text.length() ? text.charAt(index) : '\0';
  }

  private ParseException error(int index, String problem) {
    return new ParseException(text, new Span(index, index + 1), problem);
  }

  /** Whether a metric's name needs no quotes. */
  static boolean isMetricName(String name) {
    return isName(name, true) && !Keywords.RESERVED.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Whether a label's name needs no quotes. */
  static boolean isLabelName(String name) {
    return isName(name, false);
  }

  private static boolean isName(String name, boolean colons) {
    return !name.isEmpty()
        && !isDigit(name.charAt(0))
        && name.chars().allMatch(c -> isNameCharacter((char) c, colons));
  }

  private static boolean isNameCharacter(char c, boolean colons) {
    return isLetter(c) || isDigit(c) || (c == ':' && colons);
  }

  private static boolean isLetter(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
