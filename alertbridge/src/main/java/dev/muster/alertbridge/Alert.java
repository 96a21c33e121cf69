package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.fleet.Client;
import dev.muster.metrics.Labels;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alert that fires or is over, whoever judged it: what silences and inhibitions match, groups
 * gather and notifications tell.
 *
 * @param labels those of a limit: {@code alertname} and {@code type} (the limit type's name),
 *     {@code client}, {@code group} where there is one, {@code instance} and {@code job="node"}
 * @param record its episode; never pending
 * @param cause why its state last changed, or null where others judged it
 * @param client null where it is no client's, or one the fleet file does not know any more
 */
record Alert(
    Labels labels,
    Map<String, String> annotations,
    AlertRecord record,
    String generatorUrl,
    Transition.@Nullable Cause cause,
    @Nullable Client client) {
  Alert {
    annotations = Map.copyOf(annotations);
  }

  boolean isFiring() {
    return record.state() == AlertRecord.State.FIRING;
  }
}
