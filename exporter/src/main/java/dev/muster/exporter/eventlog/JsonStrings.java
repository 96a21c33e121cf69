package dev.muster.exporter.eventlog;

import java.util.HashMap;
import java.util.Map;

/**
 * The texts that one JSON object (RFC 8259) has at its top, by name. Numbers, lists and objects in
 * it are passed over; they are checked no further than is needed to find their end.
 */
final class JsonStrings {
  private static final int MAX_DEPTH = 64;

  private final String json;
  private final Map<String, String> texts = new HashMap<>();
  private int at;

  private JsonStrings(String json) {
    this.json = json;
  }

  /**
   * Reads one object.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Map<String, String> of(String json) {
    var reader = new JsonStrings(json);
    reader.object();
    return reader.texts;
  }

  private void object() {
    expect('{');
    if (peek() == '}') {
      return;
    }
    do {
      String name = text();
      expect(':');
      if (peek() == '"') {
        texts.put(name, text());
      } else {
        skip();
      }
    } while (more('}'));
  }

  /** After a member: true if another comes, false at the end. */
  private boolean more(char end) {
    char c = peek();
    at++;
    if (c != ',' && c != end) {
      throw wrong("',' or '" + end + "'");
    }
    return c == ',';
  }

  /** Passes over a value: brackets are counted, texts in them read. */
  private void skip() {
    int depth = 0;
    do {
      switch (peek()) {
        case '"' -> text();
        case '{', '[' -> {
          depth++;
          at++;
        }
        case '}', ']' -> {
          depth--;
          at++;
        }
        case ',', ':' -> at++;
        default -> word();
      }
      if (depth > MAX_DEPTH) {
        throw wrong("no more than " + MAX_DEPTH + " values in each other");
      }
    } while (depth > 0);
  }

  /** Passes over a number, true, false or null. */
  private void word() {
    int from = at;
    while (at < json.length() && ",:{}[]\" \t\r\n".indexOf(json.charAt(at)) < 0) {
      at++;
    }
    if (at == from) {
      throw wrong("a value");
    }
  }

  private String text() {
    expect('"');
    var text = new StringBuilder();
    while (at < json.length()) {
      char c = json.charAt(at++);
      if (c == '"') {
        return text.toString();
      }
      text.append(c == '\\' ? escaped() : c);
    }
    throw wrong("the end of a text");
  }

  private char escaped() {
    char c = at < json.length() ? json.charAt(at++) : 0;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hex();
      default -> throw wrong("an escape");
    };
  }

  private char hex() {
    try {
      char c = (char) Integer.parseInt(json, at, Math.min(at + 4, json.length()), 16);
      at += 4;
      return c;
    } catch (NumberFormatException e) {
      throw wrong("four hexadecimal digits");
    }
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw wrong("'" + wanted + "'");
    }
    at++;
  }

  private char peek() {
    while (at < json.length() && " \t\r\n".indexOf(json.charAt(at)) >= 0) {
      at++;
    }
    return at < json.length() ? json.charAt(at) : 0;
  }

  private IllegalArgumentException wrong(String wanted) {
    return new IllegalArgumentException("expected " + wanted + " at character " + (at + 1));
  }
}
