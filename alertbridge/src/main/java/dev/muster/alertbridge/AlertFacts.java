package dev.muster.alertbridge;

import dev.muster.alertbridge.api.Fingerprint;
import dev.muster.archive.AlertRecord;
import dev.muster.archive.StoredAlert;
import dev.muster.fleet.Client;
import dev.muster.metrics.Labels;
import java.time.ZoneId;
import java.util.Map;

/**
 * What is said of an alert, also of one that is pending or long over.
 *
 * @param labels those that silences match
 * @param sentence such as {@code pc1: memory 73.4% is over its limit of 50%}
 * @param generatorUrl where whoever judged it shows why, "" where that is not told
 */
public record AlertFacts(
    Labels labels, Map<String, String> annotations, String sentence, String generatorUrl) {
  public AlertFacts {
    annotations = Map.copyOf(annotations);
  }

  /**
   * The facts.
   *
   * @param clients of the fleet, by their names
   * @param zone of the times in the sentence
   */
  public static AlertFacts of(StoredAlert stored, Map<String, Client> clients, ZoneId zone) {
    var alert = Alerts.of(stored, clients);
    return new AlertFacts(
        alert.labels(),
        alert.annotations(),
        AlertSentence.of(said(alert), zone),
        alert.generatorUrl());
  }

  /** One that waits is said as it will be when it fires. */
  private static Alert said(Alert alert) {
    var record = alert.record();
    if (record.state() != AlertRecord.State.PENDING) {
      return alert;
    }
    return new Alert(
        alert.labels(),
        alert.annotations(),
        new AlertRecord(
            record.id(),
            record.client(),
            record.type(),
            AlertRecord.State.FIRING,
            record.value(),
            record.limit(),
            record.detail(),
            record.activeSince(),
            record.activeSince(),
            null),
        alert.generatorUrl(),
        alert.cause(),
        alert.client());
  }

  /** What Alertmanager knows it by. */
  public String fingerprint() {
    return Fingerprint.of(labels);
  }
}
