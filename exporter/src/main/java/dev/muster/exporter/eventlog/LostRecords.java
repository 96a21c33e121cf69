package dev.muster.exporter.eventlog;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a log says itself that it did not keep: the journal's "Suppressed 12 messages from …" and
 * "Missed 12 kernel messages", rsyslog's "12 messages lost due to rate-limiting".
 */
final class LostRecords {
  private static final Set<String> IDS =
      Set.of("a596d6fe7bfa4994828e72309e95d61e", "e9bf28e6e834481bb6f48f548ad13606");
  private static final Pattern NUMBER =
      Pattern.compile("(?:Suppressed |Missed |lost |: )(\\d{1,9}) (?:kernel )?messages");

  private LostRecords() {}

  /** How many; 0 where the record is about something else. */
  static long in(EventRecord event) {
    boolean aboutLoss =
        IDS.contains(event.eventId())
            || event.source().equals("systemd-journald")
            || (event.source().equals("rsyslogd") && event.message().contains("lost"));
    if (!aboutLoss) {
      return 0;
    }
    Matcher number = NUMBER.matcher(event.message());
    return number.find() ? Long.parseLong(number.group(1)) : 0;
  }
}
