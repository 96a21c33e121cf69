package dev.muster.rules;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** A rule as its file has it; its labels are with those of its group. */
public sealed interface Rule {
  /** The alert's name, or that of the series it records. */
  String name();

  String expression();

  Map<String, String> labels();

  /** A rule whose result becomes series under its name. */
  record Recording(String name, String expression, Map<String, String> labels) implements Rule {
    public Recording {
      labels = ordered(labels);
    }
  }

  /**
   * A rule whose result are alerts; the values of labels and annotations are templates.
   *
   * @param hold how long an alert is pending before it fires
   * @param keepFiring how long one goes on firing after it is over
   */
  record Alerting(
      String name,
      String expression,
      Duration hold,
      Duration keepFiring,
      Map<String, String> labels,
      Map<String, String> annotations)
      implements Rule {
    public Alerting {
      labels = ordered(labels);
      annotations = ordered(annotations);
    }
  }

  private static Map<String, String> ordered(Map<String, String> map) {
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
