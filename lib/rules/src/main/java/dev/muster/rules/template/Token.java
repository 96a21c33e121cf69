package dev.muster.rules.template;

/**
 * A piece of a template's text.
 *
 * @param text as it stands there; of a text outside of actions, after trimming
 * @param spaced whether space stands before it
 */
record Token(Kind kind, String text, int offset, boolean spaced) {
  /** What a token is. */
  enum Kind {
    TEXT,
    OPEN,
    CLOSE,
    WORD,
    FIELD,
    VARIABLE,
    DOT,
    STRING,
    CHARACTER,
    NUMBER,
    SYMBOL,
    END
  }

  boolean is(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equals(word);
  }
}
