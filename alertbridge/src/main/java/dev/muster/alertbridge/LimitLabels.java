package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.fleet.Client;
import dev.muster.metrics.Labels;
import org.jspecify.annotations.Nullable;

/** The labels of a limit's alert. */
final class LimitLabels {
  private LimitLabels() {}

  /**
   * The labels.
   *
   * @param client null where the fleet file does not know it any more
   */
  static Labels of(AlertRecord record, @Nullable Client client) {
    var labels =
        Labels.builder()
            .set("alertname", record.type())
            .set("type", record.type())
            .set("client", record.client())
            .set("job", "node");
    if (client != null) {
      labels.set("instance", client.instance());
      if (!client.group().isEmpty()) {
        labels.set("group", client.group());
      }
    }
    return labels.build();
  }
}
