package dev.muster.alertbridge;

import dev.muster.archive.StoredAlert;
import dev.muster.fleet.AlertLabels;
import dev.muster.fleet.Client;
import dev.muster.metrics.Labels;
import java.util.Map;

/** What is stored of alerts, made into alerts. */
final class Alerts {
  /** The label that holds an alert's name. */
  static final String NAME = "alertname";

  private static final String OFFLINE = "offline";

  private Alerts() {}

  /**
   * An alert, with its client where the fleet has it.
   *
   * @param clients of the fleet, by their names
   */
  static Alert of(StoredAlert stored, Map<String, Client> clients) {
    var record = stored.record();
    var client = clients.get(record.client());
    var posted = stored.posted();
    if (posted != null) {
      return new Alert(
          posted.labels(), posted.annotations(), record, posted.generatorUrl(), null, client);
    }
    return new Alert(
        Labels.of(AlertLabels.of(record.type(), record.client(), client)),
        Map.of(),
        record,
        "",
        cause(stored.cause()),
        client);
  }

  /** Version 6 of the archive kept no causes. */
  private static Transition.Cause cause(String stored) {
    return stored.isEmpty() ? Transition.Cause.FIRED : Transition.Cause.valueOf(stored);
  }

  /** What stays the same over the episodes of an alert. */
  static String identity(Alert alert) {
    return alert.cause() == null
        ? "posted " + alert.labels()
        : "limit " + alert.record().type() + ' ' + alert.record().client();
  }

  /**
   * Whether it is that of the limit {@code offline}, judged here or by a Prometheus with the rules
   * of this fleet.
   */
  static boolean isOffline(Alert alert) {
    return alert.record().type().equals(OFFLINE)
        && (alert.cause() != null || alert.labels().get("type").equals(OFFLINE));
  }
}
