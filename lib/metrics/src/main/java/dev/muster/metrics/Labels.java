package dev.muster.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The labels that identify one series: names sorted, each once, no empty value (Prometheus takes an
 * empty value for an absent label). The metric's name is the label {@value #NAME}.
 */
public final class Labels implements Comparable<Labels> {
  /** The label that holds the metric's name. */
  public static final String NAME = "__name__";

  public static final Labels EMPTY = new Labels(new String[0]);

  /** name, value, name, value … sorted by name. */
  private final String[] pairs;

  private final int hash;

  private Labels(String[] pairs) {
    this.pairs = pairs;
    this.hash = Arrays.hashCode(pairs);
  }

  /** Labels from name, value, name, value …; a later value of the same name wins. */
  public static Labels of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("names and values must come in pairs");
    }
    var builder = new Builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.set(namesAndValues[i], namesAndValues[i + 1]);
    }
    return builder.build();
  }

  public static Labels of(Map<String, String> labels) {
    var builder = new Builder();
    labels.forEach(builder::set);
    return builder.build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with these labels. */
  public Builder toBuilder() {
    var builder = new Builder();
    forEach(builder::set);
    return builder;
  }

  public int size() {
    return pairs.length / 2;
  }

  public boolean isEmpty() {
    return pairs.length == 0;
  }

  public String name(int index) {
    return pairs[2 * index];
  }

  public String value(int index) {
    return pairs[2 * index + 1];
  }

  /** The value of a label, or "" where it is absent. */
  public String get(String name) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        return pairs[i + 1];
      }
    }
    return "";
  }

  /** The metric's name, or "" where there is none. */
  public String metricName() {
    return get(NAME);
  }

  public void forEach(BiConsumer<String, String> action) {
    for (int i = 0; i < pairs.length; i += 2) {
      action.accept(pairs[i], pairs[i + 1]);
    }
  }

  /** Name and value of each label, in the order of names. */
  public Map<String, String> toMap() {
    var map = new TreeMap<String, String>();
    forEach(map::put);
    return map;
  }

  /** These labels without the metric's name. */
  public Labels withoutName() {
    return without(List.of(NAME));
  }

  public Labels without(Collection<String> names) {
    return filtered(names, false);
  }

  public Labels keeping(Collection<String> names) {
    return filtered(names, true);
  }

  private Labels filtered(Collection<String> names, boolean keep) {
    var kept = new ArrayList<String>(pairs.length);
    for (int i = 0; i < pairs.length; i += 2) {
      if (names.contains(pairs[i]) == keep) {
        kept.add(pairs[i]);
        kept.add(pairs[i + 1]);
      }
    }
    return kept.size() == pairs.length ? this : new Labels(kept.toArray(String[]::new));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Labels that && hash == that.hash && Arrays.equals(pairs, that.pairs);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** Label by label: by name, then by value; fewer labels first where one is the other's start. */
  @Override
  public int compareTo(Labels other) {
    return Arrays.compare(pairs, other.pairs);
  }

  /** The series as PromQL writes it, such as {@code up{job="node"}}. */
  @Override
  public String toString() {
    var text = new StringBuilder(metricName());
    if (text.isEmpty() || size() > 1) {
      text.append('{');
      String separator = "";
      for (int i = 0; i < pairs.length; i += 2) {
        if (!pairs[i].equals(NAME)) {
          text.append(separator).append(pairs[i]).append('=').append(quote(pairs[i + 1]));
          separator = ", ";
        }
      }
      text.append('}');
    }
    return text.toString();
  }

  /** A label value in double quotes, escaped as PromQL and the exposition format do it. */
  public static String quote(String value) {
    var quoted = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> quoted.append("\\\\");
        case '"' -> quoted.append("\\\"");
        case '\n' -> quoted.append("\\n");
        default -> quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /** Collects labels in any order. */
  public static final class Builder {
    private final TreeMap<String, String> labels = new TreeMap<>();

    /** Sets a label; an empty value takes it away. */
    public Builder set(String name, String value) {
      if (value.isEmpty()) {
        labels.remove(name);
      } else {
        labels.put(name, value);
      }
      return this;
    }

    /** Sets each of these labels. */
    public Builder setAll(Labels others) {
      others.forEach(this::set);
      return this;
    }

    public Builder remove(String name) {
      labels.remove(name);
      return this;
    }

    public Labels build() {
      if (labels.isEmpty()) {
        return EMPTY;
      }
      var pairs = new String[2 * labels.size()];
      int next = 0;
      for (var label : labels.entrySet()) {
        pairs[next++] = label.getKey();
        pairs[next++] = label.getValue();
      }
      return new Labels(pairs);
    }
  }
}
