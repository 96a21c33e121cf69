package dev.muster.e2e.soak;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why clients were down, by the server's log. It says it when a client goes down, when the reason
 * changes, and when it is up again.
 */
final class Downs {
  private static final Pattern LINE =
      Pattern.compile(
          "time=(\\S+) .* msg=\"client is (?:up|down)\" client=(\\S+)(?: reason=(.*))?");

  private final Map<String, NavigableMap<Long, String>> said = new HashMap<>();

  private Downs() {}

  static Downs of(String log) {
    var downs = new Downs();
    log.lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .forEach(line ->
            downs
                .said
                .computeIfAbsent(line.group(2), _ -> new TreeMap<>())
                .put(
                    Instant.parse(line.group(1)).toEpochMilli(),
                    Objects.requireNonNullElse(line.group(3), "")));
    return downs;
  }

  /**
   * Why the scrape of this time failed: what held then, or where the client was up what was said
   * next; "" if nothing was.
   */
  String reason(String client, long millis) {
    var all = said.getOrDefault(client, new TreeMap<>());
    var held = all.floorEntry(millis);
    if (held != null && !held.getValue().isEmpty()) {
      return held.getValue();
    }
    return all.tailMap(millis, false).values().stream()
        .filter(reason -> !reason.isEmpty())
        .findFirst()
        .orElse("");
  }
}
