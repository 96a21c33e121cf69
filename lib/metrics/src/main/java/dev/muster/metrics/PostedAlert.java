package dev.muster.metrics;

import java.util.Map;

/**
 * An alert as somebody who evaluates rules hands it on: what Alertmanager's API takes. Equal labels
 * are the same alert. Times in Unix milliseconds.
 *
 * @param startsAt since when it fires
 * @param endsAt when it was resolved, or, in the future, until when it counts as firing unless it
 *     is handed on again
 * @param generatorUrl where its expression is shown, or ""
 * @param value the expression's, or NaN where it is not told
 */
public record PostedAlert(
    Labels labels,
    Map<String, String> annotations,
    long startsAt,
    long endsAt,
    String generatorUrl,
    double value) {
  public PostedAlert {
    annotations = Map.copyOf(annotations);
  }
}
