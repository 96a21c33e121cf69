package dev.muster.exporter.eventlog;

import java.util.Locale;

/** How grave a log record is. */
public enum Level {
  CRITICAL,
  ERROR,
  WARNING,
  INFO,
  DEBUG;

  /** As it stands in labels and on {@code /events}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Of a syslog severity, 0 (emergency) to 7 (debug). */
  static Level ofSeverity(int severity) {
    return switch (severity) {
      case 0, 1, 2 -> CRITICAL;
      case 3 -> ERROR;
      case 4 -> WARNING;
      case 7 -> DEBUG;
      default -> INFO;
    };
  }
}
