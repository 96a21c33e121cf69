package dev.muster.alertbridge;

import dev.muster.metrics.Labels;
import java.util.List;

/** What the bridge knows now, for its API; to be called from any thread. */
interface BridgeView {
  /** Alerts that fire, and those that are over but not yet told. */
  List<AlertStatus> alerts();

  /** The groups in which they are told. */
  List<Group> groups();

  /**
   * Alerts that are told together.
   *
   * @param receiver an address, several with commas between, or a receiver's name
   * @param labels the labels they were gathered by
   */
  record Group(String receiver, Labels labels, List<AlertStatus> alerts) {
    public Group {
      alerts = List.copyOf(alerts);
    }
  }
}
