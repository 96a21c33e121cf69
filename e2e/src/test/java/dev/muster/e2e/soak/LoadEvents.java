package dev.muster.e2e.soak;

import java.util.regex.Pattern;

/**
 * The event log of one simulated PC: a record each {@code everyMillis}, numbered from 1. Who asks
 * without a cursor gets that of the end.
 */
final class LoadEvents {
  private static final Pattern AFTER = Pattern.compile("[?&]after=(\\d+)");
  private static final Pattern LIMIT = Pattern.compile("[?&]limit=(\\d+)");

  private final long everyMillis;
  private final long startMillis;
  private long quietMillis = Long.MAX_VALUE;
  private long first = -1;

  /**
   * A log that begins now.
   *
   * @param everyMillis 0 for one that stays empty
   */
  LoadEvents(long everyMillis, long startMillis) {
    this.everyMillis = everyMillis;
    this.startMillis = startMillis;
  }

  /** The answer to a request's path. */
  synchronized String after(String path) {
    long count = count(System.currentTimeMillis());
    var after = AFTER.matcher(path);
    if (!after.find()) {
      first = count;
      return "{\"cursor\":\"" + count + "\"}\n";
    }
    long from = Long.parseLong(after.group(1));
    var limit = LIMIT.matcher(path);
    long to = Math.min(count, from + (limit.find() ? Long.parseLong(limit.group(1)) : 100));
    var text = new StringBuilder();
    for (long number = from + 1; number <= to; number++) {
      double time = (startMillis + number * everyMillis) / 1000.0;
      text.append("{\"cursor\":\"%d\",\"time\":%.3f,\"log\":\"syslog\",".formatted(number, time))
          .append("\"level\":\"warning\",\"source\":\"soak\",\"event_id\":\"\",")
          .append("\"message\":\"event ")
          .append(number)
          .append(" of the soak\"}\n");
    }
    return text.append("{\"cursor\":\"").append(to).append("\"}\n").toString();
  }

  private long count(long nowMillis) {
    long until = Math.min(nowMillis, quietMillis);
    return everyMillis == 0 ? 0 : Math.max(0, (until - startMillis) / everyMillis);
  }

  /** No record is new from now on. */
  synchronized void end() {
    quietMillis = System.currentTimeMillis();
  }

  /** How many records there were since somebody asked for the end first. */
  synchronized long told() {
    return first < 0 ? 0 : count(System.currentTimeMillis()) - first;
  }
}
