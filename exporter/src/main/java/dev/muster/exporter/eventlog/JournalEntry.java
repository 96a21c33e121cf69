package dev.muster.exporter.eventlog;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * An entry of the journal: its fields, read.
 *
 * @param cursor the journal's own name for the place after it
 */
record JournalEntry(String cursor, EventRecord event) {
  static final String LOG = "journal";

  /** Without a priority an entry is as one of priority 6, info. */
  private static final int DEFAULT_PRIORITY = 6;

  /**
   * Reads an entry's fields.
   *
   * @throws IOException if it has no cursor or no time
   */
  static JournalEntry of(Map<String, String> fields) throws IOException {
    String cursor = fields.get("__CURSOR");
    String micros = fields.get("__REALTIME_TIMESTAMP");
    if (cursor == null || micros == null) {
      throw new IOException("journalctl printed an entry without its cursor or time");
    }
    return new JournalEntry(
        cursor,
        new EventRecord(
            time(micros),
            LOG,
            Level.ofSeverity(priority(fields.getOrDefault("PRIORITY", ""))),
            source(fields),
            fields.getOrDefault("MESSAGE_ID", ""),
            fields.getOrDefault("MESSAGE", "")));
  }

  private static Instant time(String micros) throws IOException {
    try {
      return Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS);
    } catch (NumberFormatException e) {
      throw new IOException("journalctl printed an entry with a damaged time", e);
    }
  }

  private static int priority(String digit) {
    return digit.length() == 1 && Character.isDigit(digit.charAt(0))
        ? digit.charAt(0) - '0'
        : DEFAULT_PRIORITY;
  }

  private static String source(Map<String, String> fields) {
    String identifier = fields.get("SYSLOG_IDENTIFIER");
    return identifier != null ? identifier : fields.getOrDefault("_COMM", "");
  }
}
