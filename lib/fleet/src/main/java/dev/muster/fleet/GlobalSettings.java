package dev.muster.fleet;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Prometheus calls global.
 *
 * @param evaluationInterval how often groups of rules are evaluated that do not say so
 * @param labels put on what leaves the server and has none of that name: samples that are sent on
 *     or federated, alerts of rules
 */
public record GlobalSettings(Duration evaluationInterval, Map<String, String> labels) {
  /** As where the file says nothing. */
  public static final GlobalSettings DEFAULT = new GlobalSettings(Duration.ofMinutes(1), Map.of());

  public GlobalSettings {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }
}
