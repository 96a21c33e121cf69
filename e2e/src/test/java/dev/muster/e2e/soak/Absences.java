package dev.muster.e2e.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When clients could not be scraped, as they were away or restarted. From any thread. */
final class Absences {
  private record Time(long fromMillis, long toMillis) {}

  private final long slackMillis;
  private final Map<String, List<Time>> times = new ConcurrentHashMap<>();

  /**
   * None yet.
   *
   * @param slackMillis how long before and after a scrape may suffer: it began before, or late
   */
  Absences(long slackMillis) {
    this.slackMillis = slackMillis;
  }

  void add(String client, long fromMillis, long toMillis) {
    times.compute(
        client,
        (_, before) -> {
          var all = new ArrayList<Time>(before == null ? List.of() : before);
          all.add(new Time(fromMillis - slackMillis, toMillis + slackMillis));
          return List.copyOf(all);
        });
  }

  /** Whether the client was away at some time between. */
  boolean explain(String client, long fromMillis, long toMillis) {
    return times.getOrDefault(client, List.of()).stream()
        .anyMatch(time -> time.fromMillis() <= toMillis && time.toMillis() >= fromMillis);
  }

  int count() {
    return times.values().stream().mapToInt(List::size).sum();
  }
}
