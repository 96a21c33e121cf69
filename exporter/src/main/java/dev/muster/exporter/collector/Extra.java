package dev.muster.exporter.collector;

/** What a collector shows besides, or does otherwise, if it is asked to by a flag. */
public enum Extra {
  /** One family for all RAPL zones, told apart by a label. */
  RAPL_ZONE_LABEL,
  SYSTEMD_TASKS,
  SYSTEMD_RESTARTS,
  SYSTEMD_START_TIMES,
  /** Without a bus between, as root alone may. */
  SYSTEMD_PRIVATE
}
