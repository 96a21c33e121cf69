package dev.muster.alertbridge.api;

import dev.muster.metrics.Labels;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Alerts that are told together.
 *
 * @param labels those they were gathered by
 * @param receiver who is told: addresses with commas between, or a receiver's name
 */
public record ShownGroup(Labels labels, String receiver, List<ShownAlert> alerts) {
  public ShownGroup {
    alerts = List.copyOf(alerts);
  }

  /** The receiver as a whole, and each of its addresses. */
  Stream<String> receivers() {
    return Stream.concat(
        Stream.of(receiver), Arrays.stream(receiver.split(",", -1)).map(String::strip));
  }
}
