package dev.muster.rollout.discover;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of comma-separated values as RFC 4180 has them: quotes around a value that has commas, line
 * ends or quotes in it, a quote within it written twice. Semicolons separate where the first line
 * has one and no comma, as spreadsheets of some countries write it.
 */
final class CsvRows {
  /**
   * One row.
   *
   * @param line where it begins, from 1
   */
  record Row(int line, List<String> values) {}

  private final String text;
  private final String file;
  private final char separator;
  private int at;
  private int line = 1;

  private CsvRows(String text, String file) {
    this.text = text;
    this.file = file;
    String first = text.lines().findFirst().orElse("");
    this.separator = first.indexOf(';') >= 0 && first.indexOf(',') < 0 ? ';' : ',';
  }

  /**
   * The rows that are not empty.
   *
   * @throws DiscoverException if a quote is not closed or stands where none may
   */
  static List<Row> of(String text, String file) {
    return new CsvRows(text.startsWith("\uFEFF") ? text.substring(1) : text, file).rows();
  }

  private List<Row> rows() {
    var rows = new ArrayList<Row>();
    while (at < text.length()) {
      var row = row();
      if (row.values().size() > 1 || !row.values().getFirst().isBlank()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private Row row() {
    int begin = line;
    var values = new ArrayList<String>();
    while (true) {
      values.add(value());
      if (at < text.length() && text.charAt(at) == separator) {
        at++;
        continue;
      }
      if (at < text.length() && text.charAt(at) == '\r') {
        at++;
      }
      if (at < text.length() && text.charAt(at) == '\n') {
        at++;
        line++;
      }
      return new Row(begin, values);
    }
  }

  private String value() {
    if (at < text.length() && text.charAt(at) == '"') {
      return quoted();
    }
    int begin = at;
    while (at < text.length() && !ends(text.charAt(at))) {
      if (text.charAt(at) == '"') {
        throw new DiscoverException(
            "%s:%d: a quote within a value; put quotes around all of it and write it twice"
                .formatted(file, line));
      }
      at++;
    }
    return text.substring(begin, at).strip();
  }

  private String quoted() {
    int begin = line;
    var value = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '\n') {
        line++;
      }
      if (c != '"') {
        value.append(c);
      } else if (at < text.length() && text.charAt(at) == '"') {
        value.append('"');
        at++;
      } else if (at == text.length() || ends(text.charAt(at))) {
        return value.toString();
      } else {
        throw new DiscoverException(
            "%s:%d: text behind a closing quote; write a quote within a value twice"
                .formatted(file, line));
      }
    }
    throw new DiscoverException(
        "%s:%d: a quote that is not closed; close it".formatted(file, begin));
  }

  private boolean ends(char c) {
    return c == separator || c == '\n' || c == '\r';
  }
}
