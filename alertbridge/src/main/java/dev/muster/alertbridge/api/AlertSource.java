package dev.muster.alertbridge.api;

import java.util.List;

/** What the bridge knows now; to be asked from any thread. */
public interface AlertSource {
  /** The alerts that fire. */
  List<ShownAlert> alerts();

  /** Those alerts in the groups in which they are told. */
  List<ShownGroup> groups();

  /** Everybody who may be told: addresses, and names of receivers. */
  List<String> receivers();

  /** The settings as Alertmanager's YAML. */
  String config();
}
