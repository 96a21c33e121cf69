package dev.muster.promql;

/** One word of an expression. The text is as it was written, quotes included. */
record Token(Kind kind, String text, int start) {
  enum Kind {
    /** A name or a keyword; names of metrics may hold colons. */
    NAME,
    NUMBER,
    DURATION,
    STRING,
    /** A bracket, a comma, an operator … told apart by the text. */
    SYMBOL,
    END
  }

  Span span() {
    return new Span(start, start + text.length());
  }

  boolean is(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  boolean isKeyword(String word) {
    return kind == Kind.NAME && text.equalsIgnoreCase(word);
  }

  /** The token as an error names it. */
  String description() {
    return switch (kind) {
      case NAME -> "identifier " + Quoted.write(text);
      case NUMBER -> "number " + Quoted.write(text);
      case DURATION -> "duration " + Quoted.write(text);
      case STRING -> "string " + Quoted.write(text);
      case SYMBOL -> Quoted.write(text);
      case END -> "end of input";
    };
  }
}
