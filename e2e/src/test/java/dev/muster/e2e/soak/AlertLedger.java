package dev.muster.e2e.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What is to be told by mail and what was: each beginning and each end of an alert once, and
 * nothing else. From any thread.
 */
final class AlertLedger {
  /** A beginning ({@code firing}) or an end ({@code resolved}). */
  record Turn(String client, String type, String state) {
    static Turn firing(String client, String type) {
      return new Turn(client, type, "firing");
    }

    static Turn resolved(String client, String type) {
      return new Turn(client, type, "resolved");
    }
  }

  /**
   * How the mails compare.
   *
   * @param stray of what never was
   */
  record Balance(int due, int told, int lost, int doubled, int stray) {
    boolean isEven() {
      return lost == 0 && doubled == 0 && stray == 0;
    }
  }

  private final Map<Turn, Integer> due = new HashMap<>();
  private final Map<Turn, Integer> told = new HashMap<>();
  private final Map<Turn, Long> since = new HashMap<>();
  private final Latencies latencies;

  AlertLedger(Latencies latencies) {
    this.latencies = latencies;
  }

  /** A mail is due from now on. */
  synchronized void due(Turn turn) {
    due.merge(turn, 1, Integer::sum);
    since.put(turn, System.nanoTime());
  }

  /** A mail came. */
  synchronized void told(Turn turn) {
    told.merge(turn, 1, Integer::sum);
    var begun = since.remove(turn);
    if (begun != null) {
      latencies.took(turn.type() + " " + turn.state(), (System.nanoTime() - begun) / 1e6);
    }
    notifyAll();
  }

  /** Waits until as many mails came as are due, but no longer than this. */
  synchronized void await(Turn turn, Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    for (long left = most.toNanos();
        left > 0 && missing(turn) > 0;
        left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  private int missing(Turn turn) {
    return due.getOrDefault(turn, 0) - told.getOrDefault(turn, 0);
  }

  synchronized Balance balance() {
    int lost = due.keySet().stream().mapToInt(turn -> Math.max(0, missing(turn))).sum();
    int doubled = due.keySet().stream().mapToInt(turn -> Math.max(0, -missing(turn))).sum();
    int stray =
        told.entrySet().stream()
            .filter(entry -> !due.containsKey(entry.getKey()))
            .mapToInt(Map.Entry::getValue)
            .sum();
    return new Balance(sum(due), sum(told), lost, doubled, stray);
  }

  /**
   * These clients may have been told to be offline more often than was due, if as often to be back:
   * they were not scraped in time.
   */
  synchronized void excuse(Set<String> clients) {
    for (var client : clients) {
      var begin = Turn.firing(client, "offline");
      var end = Turn.resolved(client, "offline");
      if (missing(begin) < 0 && missing(begin) == missing(end)) {
        due.put(begin, told.getOrDefault(begin, 0));
        due.put(end, told.getOrDefault(end, 0));
      }
    }
  }

  private static int sum(Map<Turn, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** What is not even, in words. */
  synchronized List<String> differences() {
    var words = new ArrayList<String>();
    due.forEach((turn, count) -> {
      if (missing(turn) != 0) {
        words.add(turn + ": " + count + " due, " + told.getOrDefault(turn, 0) + " came");
      }
    });
    told.forEach((turn, count) -> {
      if (!due.containsKey(turn)) {
        words.add(turn + ": never was, " + count + " came");
      }
    });
    return words;
  }
}
