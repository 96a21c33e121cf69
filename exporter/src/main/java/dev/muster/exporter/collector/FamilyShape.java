package dev.muster.exporter.collector;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a family is but for its values, and the text of that. */
final class FamilyShape {
  enum Type {
    GAUGE,
    COUNTER,
    UNTYPED
  }

  private static final String TOTAL = "_total";

  private final Type type;
  private final String name;
  private final String help;
  private final String[] labelNames;

  /** Where the labels stand in the order of their names, in which the page has them. */
  private final Integer[] byName;

  private byte @Nullable [] head;
  private byte @Nullable [] openMetricsHead;

  /**
   * A shape.
   *
   * @throws IllegalArgumentException if a name cannot stand on a page, or two labels have the same
   */
  FamilyShape(Type type, String name, String help, String[] labelNames) {
    this.type = type;
    this.name = name;
    this.help = help;
    this.labelNames = labelNames.clone();
    byName = new Integer[labelNames.length];
    Arrays.setAll(byName, i -> i);
    Arrays.sort(byName, (a, b) -> labelNames[a].compareTo(labelNames[b]));
    check();
  }

  private void check() {
    requireLegal(name, true);
    String before = "";
    for (int index : byName) {
      requireLegal(labelNames[index], false);
      if (labelNames[index].equals(before)) {
        throw new IllegalArgumentException("family " + name + " has label " + before + " twice");
      }
      before = labelNames[index];
    }
  }

  private static void requireLegal(String name, boolean colons) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (!letter && !(c == ':' && colons) && !(i > 0 && c >= '0' && c <= '9')) {
        throw new IllegalArgumentException(
            "\"%s\" is no name of a %s: only letters, digits and '_'"
                .formatted(name, colons ? "family" : "label"));
      }
    }
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a family or label needs a name");
    }
  }

  Type type() {
    return type;
  }

  String name() {
    return name;
  }

  String help() {
    return help;
  }

  /** How many there are. */
  int labels() {
    return labelNames.length;
  }

  boolean is(Type otherType, String[] otherLabels) {
    return type == otherType && Arrays.equals(labelNames, otherLabels);
  }

  /** For messages. */
  String describe() {
    return type + Arrays.toString(labelNames);
  }

  /** For messages. */
  String describe(String[] values) {
    return values.length == 0 ? "no labels" : labels(values);
  }

  Labels pairs(String[] values) {
    return values.length == 0 ? Labels.EMPTY : Labels.of(labelNames, values);
  }

  /** By the first value that differs, in the order of the labels' names. */
  int compare(String[] a, String[] b) {
    for (int index : byName) {
      int difference = a[index].compareTo(b[index]);
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }

  /** A row up to its number. */
  String line(String[] values) {
    return values.length == 0 ? name + ' ' : name + labels(values) + ' ';
  }

  private String labels(String[] values) {
    var out = new StringBuilder();
    char before = '{';
    for (int index : byName) {
      out.append(before).append(labelNames[index]).append("=\"");
      escaped(out, values[index], true);
      out.append('"');
      before = ',';
    }
    return out.append('}').toString();
  }

  /** The lines above the rows. */
  byte[] head(boolean openMetrics) {
    byte[] known = openMetrics ? openMetricsHead : head;
    if (known == null) {
      known = headText(openMetrics).getBytes(UTF_8);
      if (openMetrics) {
        openMetricsHead = known;
      } else {
        head = known;
      }
    }
    return known;
  }

  private String headText(boolean openMetrics) {
    boolean cut = openMetrics && type == Type.COUNTER;
    String shown = cut ? name.substring(0, name.length() - TOTAL.length()) : name;
    String typeLine = "# TYPE " + shown + ' ' + word(openMetrics) + '\n';
    if (help.isEmpty()) {
      return typeLine;
    }
    var helpLine = new StringBuilder("# HELP ").append(shown).append(' ');
    escaped(helpLine, help, openMetrics);
    helpLine.append('\n');
    return openMetrics ? typeLine + helpLine : helpLine + typeLine;
  }

  private String word(boolean openMetrics) {
    return switch (type) {
      case GAUGE -> "gauge";
      case COUNTER -> "counter";
      case UNTYPED -> openMetrics ? "unknown" : "untyped";
    };
  }

  private static void escaped(StringBuilder out, String text, boolean quotesToo) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '"' -> out.append(quotesToo ? "\\\"" : "\"");
        default -> out.append(c);
      }
    }
  }
}
