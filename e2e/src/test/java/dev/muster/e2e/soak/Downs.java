package dev.muster.e2e.soak;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Why clients were down, by the server's log, which says it when the reason changes. */
final class Downs {
  private static final Pattern LINE =
      Pattern.compile("time=(\\S+) .* msg=\"client is down\" client=(\\S+) reason=(.*)");

  private final Map<String, NavigableMap<Long, String>> reasons = new HashMap<>();

  private Downs() {}

  static Downs of(String log) {
    var downs = new Downs();
    log.lines()
        .map(LINE::matcher)
        .filter(line -> line.matches())
        .forEach(line ->
            downs
                .reasons
                .computeIfAbsent(line.group(2), _ -> new TreeMap<>())
                .put(Instant.parse(line.group(1)).toEpochMilli(), line.group(3)));
    return downs;
  }

  /** The last that was said of a client by then; "" for nothing. */
  String reason(String client, long millis) {
    var said = reasons.getOrDefault(client, new TreeMap<>()).floorEntry(millis);
    return said == null ? "" : said.getValue();
  }
}
