package dev.muster.e2e.soak;

import java.time.Duration;

/**
 * How large, how fast and how long a soak is. Whatever has a pace of its own (how long a machine is
 * away, how often a container is replaced) goes by the scrape interval, so that a short soak goes
 * through the same as a long one.
 *
 * @param length with the warm-up
 */
record SoakPlan(int clients, Duration interval, Duration length) {
  /** Clients of the load process that the fleet file has now and then only. */
  static final int SPARE = 2;

  private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(10);
  private static final int PARTS = 6;
  private static final Duration SHORTEST_JUDGED = Duration.ofMinutes(30);

  /** Of 6 clients one crosses limits, one goes away and one restarts. */
  enum Part {
    CROSSES,
    GOES_AWAY,
    RESTARTS,
    STAYS
  }

  /** Within this time code is compiled, caches are filled and nothing is judged. */
  Duration warmUp() {
    var part = length.dividedBy(PARTS);
    return part.compareTo(LONGEST_WARM_UP) < 0 ? part : LONGEST_WARM_UP;
  }

  /** So many scrape intervals. */
  Duration intervals(int count) {
    return interval.multipliedBy(count);
  }

  /** Whether it lasts long enough to say that something grows. */
  boolean isJudged() {
    return length.compareTo(SHORTEST_JUDGED) >= 0;
  }

  int withSpare() {
    return clients + SPARE;
  }

  String name(int client) {
    return client < clients ? "pc-%03d".formatted(client) : "spare-" + (client - clients);
  }

  Part part(int client) {
    if (client >= clients) {
      return Part.STAYS;
    }
    return switch (client % PARTS) {
      case 0 -> Part.CROSSES;
      case 1 -> Part.GOES_AWAY;
      case 2 -> Part.RESTARTS;
      default -> Part.STAYS;
    };
  }
}
