package dev.muster.alertbridge.api;

import dev.muster.metrics.Labels;
import java.util.List;
import java.util.Map;

/**
 * An alert that fires, as the API shows it. Times in Unix milliseconds.
 *
 * @param episode its number
 * @param endsAt until when it counts as firing unless it is judged or handed on again
 * @param receivers who is told: addresses, names of receivers
 * @param silencedBy ids of silences
 * @param inhibitedBy fingerprints of alerts
 * @param mutedBy names of maintenance windows
 */
public record ShownAlert(
    long episode,
    Labels labels,
    Map<String, String> annotations,
    long startsAt,
    long updatedAt,
    long endsAt,
    String generatorUrl,
    List<String> receivers,
    List<String> silencedBy,
    List<String> inhibitedBy,
    List<String> mutedBy) {
  public ShownAlert {
    annotations = Map.copyOf(annotations);
    receivers = List.copyOf(receivers);
    silencedBy = List.copyOf(silencedBy);
    inhibitedBy = List.copyOf(inhibitedBy);
    mutedBy = List.copyOf(mutedBy);
  }

  public String fingerprint() {
    return Fingerprint.of(labels);
  }

  boolean isSuppressed() {
    return !silencedBy.isEmpty() || !inhibitedBy.isEmpty() || !mutedBy.isEmpty();
  }
}
