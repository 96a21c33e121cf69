package dev.muster.rules.template;

import java.util.ArrayList;
import java.util.List;

/** Cuts a template's text into tokens: text, and what stands between {@code {{} and {@code }}}. */
final class Lexer {
  private static final String OPEN = "{{";
  private static final String CLOSE = "}}";
  private static final String COMMENT_OPEN = "/*";
  private static final String COMMENT_CLOSE = "*/";

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private boolean trimNext;

  private Lexer(String text) {
    this.text = text;
  }

  /**
   * The tokens, the last one an END.
   *
   * @throws TemplateException at what is no token
   */
  static List<Token> tokens(String text) {
    var lexer = new Lexer(text);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (at < text.length()) {
      int open = text.indexOf(OPEN, at);
      int end = open < 0 ? text.length() : open;
      boolean trims = open >= 0 && startsTrim(open + OPEN.length());
      addText(at, end, trims);
      at = end;
      if (open >= 0) {
        action(trims);
      }
    }
    tokens.add(new Token(Token.Kind.END, "", text.length(), true));
  }

  private void addText(int from, int to, boolean trimEnd) {
    String piece = text.substring(from, to);
    if (trimNext) {
      piece = piece.stripLeading();
    }
    if (trimEnd) {
      piece = piece.stripTrailing();
    }
    trimNext = false;
    if (!piece.isEmpty()) {
      tokens.add(new Token(Token.Kind.TEXT, piece, from, false));
    }
  }

  /** A minus and a space after the opening braces. */
  private boolean startsTrim(int offset) {
    return text.startsWith("-", offset)
        && offset + 1 < text.length()
        && isSpace(text.charAt(offset + 1));
  }

  private void action(boolean trims) {
    int start = at;
    at += OPEN.length() + (trims ? 2 : 0);
    if (text.startsWith(COMMENT_OPEN, at)) {
      comment(start);
      return;
    }
    tokens.add(new Token(Token.Kind.OPEN, OPEN, start, false));
    boolean spaced = false;
    while (!closes()) {
      if (at >= text.length()) {
        throw failure(start, "the action is not closed; end it with }}");
      }
      if (isSpace(text.charAt(at))) {
        at++;
        spaced = true;
      } else {
        next(spaced);
        spaced = false;
      }
    }
    tokens.add(new Token(Token.Kind.CLOSE, CLOSE, at, spaced));
    close();
  }

  private void comment(int start) {
    int end = text.indexOf(COMMENT_CLOSE, at + 2);
    if (end < 0) {
      throw failure(start, "the comment is not closed; end it with */}}");
    }
    at = end + COMMENT_CLOSE.length();
    if (!closes()) {
      throw failure(start, "the comment ends before the action does; write }} right after */");
    }
    close();
  }

  /** Whether the action ends here, maybe with a space and a minus. */
  private boolean closes() {
    return text.startsWith(CLOSE, at) || trimsAtClose();
  }

  private boolean trimsAtClose() {
    return at + 1 < text.length()
        && isSpace(text.charAt(at))
        && text.startsWith("-" + CLOSE, at + 1);
  }

  private void close() {
    trimNext = trimsAtClose();
    at += CLOSE.length() + (trimNext ? 2 : 0);
  }

  private void next(boolean spaced) {
    int start = at;
    char c = text.charAt(at);
    var kind = scan(c);
    tokens.add(new Token(kind, text.substring(start, at), start, spaced));
  }

  private Token.Kind scan(char c) {
    if (c == '"' || c == '`' || c == '\'') {
      quoted(c);
      return c == '\'' ? Token.Kind.CHARACTER : Token.Kind.STRING;
    }
    char following = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
    boolean signed = (c == '+' || c == '-' || c == '.') && isDigit(following);
    if (isDigit(c) || signed || ((c == '+' || c == '-') && following == '.')) {
      number();
      return Token.Kind.NUMBER;
    }
    if (c == '$') {
      at++;
      word();
      return Token.Kind.VARIABLE;
    }
    if (c == '.') {
      at++;
      boolean field = isWordPart(following);
      word();
      return field ? Token.Kind.FIELD : Token.Kind.DOT;
    }
    if (isWordPart(c)) {
      word();
      return Token.Kind.WORD;
    }
    return symbol(c);
  }

  private Token.Kind symbol(char c) {
    if (c == ':' && text.startsWith(":=", at)) {
      at += 2;
    } else if ("(),|=".indexOf(c) >= 0) {
      at++;
    } else {
      throw failure(at, "unexpected character " + GoText.quote(String.valueOf(c)) + " in action");
    }
    return Token.Kind.SYMBOL;
  }

  private void quoted(char quote) {
    int start = at++;
    while (at < text.length() && text.charAt(at) != quote) {
      if (quote != '`' && text.charAt(at) == '\n') {
        throw failure(start, "the text in quotes is not closed on its line");
      }
      at += quote != '`' && text.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= text.length()) {
      throw failure(start, "the text in quotes is not closed");
    }
    at++;
  }

  private void number() {
    at++;
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean exponentSign = (c == '+' || c == '-') && "eEpP".indexOf(text.charAt(at - 1)) >= 0;
      if (!isWordPart(c) && c != '.' && !exponentSign) {
        return;
      }
      at++;
    }
  }

  private void word() {
    while (at < text.length() && isWordPart(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordPart(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private TemplateException failure(int offset, String problem) {
    return new TemplateException(Place.of(text, offset), problem);
  }
}
