package dev.muster.console.api;

import dev.muster.archive.Silence;
import dev.muster.fleet.Client;
import dev.muster.fleet.Recurrences;
import dev.muster.metrics.Matcher;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How many silences hold for some or all alerts of a client now. */
final class ActiveSilences {
  private ActiveSilences() {}

  static int of(List<Silence> silences, Client client, Instant now) {
    var labels =
        Map.of(
            "client", client.name(),
            "group", client.group(),
            "instance", client.instance(),
            "job", "node");
    return (int)
        silences.stream()
            .filter(silence -> isActive(silence, now))
            .filter(silence -> isAbout(silence.matchers(), labels))
            .count();
  }

  private static boolean isActive(Silence silence, Instant now) {
    long millis = now.toEpochMilli();
    if (millis < silence.startsAt() || millis >= silence.endsAt()) {
      return false;
    }
    try {
      return silence.schedule().isEmpty()
          || Recurrences.parse(silence.schedule()).at(now).isPresent();
    } catch (IllegalArgumentException unreadable) {
      return false; // One of a newer version; the bridge takes no notice of it either.
    }
  }

  /** Those that say which client, and do not leave this one out. */
  private static boolean isAbout(List<Matcher> matchers, Map<String, String> labels) {
    var own = matchers.stream().filter(matcher -> labels.containsKey(matcher.name())).toList();
    return !own.isEmpty()
        && own.stream()
            .allMatch(matcher -> matcher.matches(labels.getOrDefault(matcher.name(), "")));
  }
}
