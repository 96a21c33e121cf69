package dev.muster.console.api;

import java.util.Map;

/**
 * What is said of an alert.
 *
 * @param sentence all of it in one sentence
 * @param query the PromQL of the rule that judged it, "" where there is none
 */
public record Facts(
    String fingerprint,
    Map<String, String> labels,
    Map<String, String> annotations,
    String sentence,
    String query) {
  public Facts {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }
}
