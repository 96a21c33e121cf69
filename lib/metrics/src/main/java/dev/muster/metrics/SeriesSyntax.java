package dev.muster.metrics;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what names a series: {@code name{label="value", …}} or {@code {"name", label="value"}}. */
final class SeriesSyntax {
  private final PageCursor cursor;
  private final ExpositionLimits limits;
  private List<String> emptyLabels = List.of();

  SeriesSyntax(PageCursor cursor, ExpositionLimits limits) {
    this.cursor = cursor;
    this.limits = limits;
  }

  /** Reads a series and stops behind it. */
  Labels series() {
    emptyLabels = List.of();
    var builder = Labels.builder();
    @Nullable String name = cursor.at('{') ? null : metricName();
    int behindName = cursor.position;
    cursor.skipBlanks();
    if (cursor.at('{')) {
      cursor.position++;
      name = labels(name, builder);
    } else {
      cursor.position = behindName;
      checkBlank(name);
    }
    if (name == null) {
      throw cursor.fault("the sample has no metric name; write it before the \"{\"");
    }
    return builder.set(Labels.NAME, name).build();
  }

  private void checkBlank(@Nullable String name) {
    if (name != null && cursor.current() != '\n' && !PageCursor.isBlank(cursor.current())) {
      throw cursor.expected("a blank or \"{\" after metric name " + PageCursor.quote(name));
    }
  }

  private @Nullable String labels(@Nullable String bareName, Labels.Builder builder) {
    @Nullable String metric = bareName;
    var names = new HashSet<String>();
    while (true) {
      cursor.skipBlanks();
      if (cursor.at('}')) {
        cursor.position++;
        return metric;
      }
      boolean quoted = cursor.at('"');
      String name = quoted ? quotedName("name") : labelName();
      cursor.skipBlanks();
      if (quoted && (cursor.at(',') || cursor.at('}'))) {
        if (metric != null) {
          throw cursor.fault("a second metric name, " + PageCursor.quote(name));
        }
        metric = name;
      } else {
        checkLabel(name, names);
        label(name, labelValue(name), builder);
      }
      comma(name);
    }
  }

  private void label(String name, String value, Labels.Builder builder) {
    builder.set(name, value);
    if (value.isEmpty()) {
      emptyLabels = new ArrayList<>(emptyLabels);
      emptyLabels.add(name);
    }
  }

  /** Which labels of the series just read have an empty value, and so are none of it. */
  List<String> emptyLabels() {
    return emptyLabels;
  }

  private void checkLabel(String name, Set<String> names) {
    if (name.equals(Labels.NAME)) {
      throw cursor.fault("label \"__name__\" is the metric's name; write that before the \"{\"");
    }
    if (!names.add(name)) {
      throw cursor.fault("label " + PageCursor.quote(name) + " stands twice");
    }
    if (names.size() > limits.labels()) {
      throw cursor.fault("more than " + limits.labels() + " labels");
    }
  }

  private void comma(String behind) {
    cursor.skipBlanks();
    if (cursor.at(',')) {
      cursor.position++;
    } else if (!cursor.at('}')) {
      throw cursor.expected("\",\" or \"}\" after label " + PageCursor.quote(behind));
    }
  }

  private String labelValue(String name) {
    if (!cursor.at('=')) {
      throw cursor.expected("\"=\" after label name " + PageCursor.quote(name));
    }
    cursor.position++;
    cursor.skipBlanks();
    if (!cursor.at('"')) {
      throw cursor.expected("'\"' before the value of label " + PageCursor.quote(name));
    }
    return quoted("value of label " + PageCursor.quote(name), limits.valueBytes());
  }

  /** A metric's name without quotes. */
  String metricName() {
    return bareName("a metric name", true);
  }

  private String labelName() {
    return bareName("a label name or \"}\"", false);
  }

  private String bareName(String what, boolean colons) {
    int start = cursor.position;
    while (isNameByte(cursor.current(), cursor.position > start, colons)) {
      cursor.position++;
    }
    if (cursor.position == start) {
      throw cursor.expected(what);
    }
    if (cursor.position - start > limits.nameBytes()) {
      throw cursor.fault("a name longer than " + limits.nameBytes() + " bytes");
    }
    return new String(cursor.page, start, cursor.position - start, StandardCharsets.ISO_8859_1);
  }

  static boolean isNameByte(int c, boolean digits, boolean colons) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || (digits && c >= '0' && c <= '9')
        || (colons && c == ':');
  }

  /** A name in quotes, which may then hold any UTF-8 but must not be empty. */
  String quotedName(String what) {
    String name = quoted(what, limits.nameBytes());
    if (name.isEmpty()) {
      throw cursor.fault("an empty " + what);
    }
    return name;
  }

  private String quoted(String what, int limit) {
    int start = ++cursor.position;
    boolean escapes = false;
    while (!cursor.at('"')) {
      int c = cursor.current();
      if (c == '\\') {
        escapes = true;
        cursor.position++;
      }
      if (cursor.current() == '\n') {
        throw cursor.expected("'\"' after the " + what);
      }
      cursor.position++;
    }
    int length = cursor.position - start;
    if (length > limit) {
      throw cursor.fault("the " + what + " is longer than " + limit + " bytes");
    }
    @Nullable String text = cursor.text(start, cursor.position++);
    if (text == null) {
      throw cursor.fault("the " + what + " is not UTF-8");
    }
    return escapes ? unescape(text, true) : text;
  }

  /**
   * Resolves {@code \\}, {@code \n} and, in quotes, {@code \"}. Like Prometheus, leaves any other
   * backslash as it stands.
   */
  static String unescape(String text, boolean inQuotes) {
    var plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char next = c == '\\' && i + 1 < text.length() ? text.charAt(i + 1) : 0;
      if (next == '\\' || (next == '"' && inQuotes)) {
        plain.append(next);
        i++;
      } else if (next == 'n') {
        plain.append('\n');
        i++;
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
