package dev.muster.console.account;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Slows down who guesses passwords. Wrong ones are counted by name and by address, and the counts
 * sink with time. A name takes ten at once and then two a minute; from an address that sent 50, one
 * minute apart, each name takes one in ten minutes. So a right password passes whatever others
 * behind the same address send, unless its own name is being guessed; and where its user is logged
 * in already, from that address, even then.
 *
 * <p>The same wrong password counts once: a program that was not told of a new one locks nobody
 * out. All counts are in memory, for at most 10,000 names and addresses.
 */
final class LogInThrottle {
  static final int MOST = 10_000;

  private static final Limit NAME = new Limit(10, Duration.ofSeconds(30));
  private static final Limit ADDRESS = new Limit(50, Duration.ofMinutes(1));
  private static final Duration ONE_EACH = Duration.ofMinutes(10);
  private static final int REMEMBERED = 10;

  /** So many at once, then one more each. */
  private record Limit(int atOnce, Duration each) {}

  /** What came lately. */
  private static final class Count {
    private double level;
    private long at;
    private long last = Long.MIN_VALUE;
    private final Set<String> wrong = new LinkedHashSet<>();

    void sink(long now, Limit limit) {
      level = Math.max(0, level - (now - at) / (double) limit.each().toMillis());
      at = now;
    }

    void add(long now, String digest) {
      level++;
      last = now;
      wrong.add(digest);
      if (wrong.size() > REMEMBERED) {
        wrong.remove(wrong.iterator().next());
      }
    }
  }

  private final InstantSource clock;
  private final Map<String, Count> names = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Count> addresses = new LinkedHashMap<>(16, 0.75f, true);

  LogInThrottle(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether this very password was wrong for that name a moment ago. */
  synchronized boolean isKnownWrong(String name, String digest) {
    var count = names.get(name);
    return count != null && count.wrong.contains(digest);
  }

  /**
   * How long a password for this name from this address must wait; empty where it may come now.
   *
   * @param key the name; or name and address, for one who is logged in from there
   * @param address "" for one who is logged in from there
   */
  synchronized Optional<Duration> mustWait(String key, String address) {
    long now = clock.millis();
    var name = count(names, key, now, NAME);
    if (name.level > NAME.atOnce() - 1) {
      double over = name.level - NAME.atOnce() + 1;
      return Optional.of(Duration.ofMillis((long) (over * NAME.each().toMillis()) + 1));
    }
    if (address.isEmpty()) {
      return Optional.empty();
    }
    var from = count(addresses, address, now, ADDRESS);
    long since = name.last == Long.MIN_VALUE ? Long.MAX_VALUE : now - name.last;
    if (from.level > ADDRESS.atOnce() - 1 && since < ONE_EACH.toMillis()) {
      return Optional.of(ONE_EACH.minusMillis(since));
    }
    return Optional.empty();
  }

  /** A password was wrong. */
  synchronized void failed(String key, String address, String digest) {
    long now = clock.millis();
    count(names, key, now, NAME).add(now, digest);
    count(addresses, address, now, ADDRESS).add(now, digest);
  }

  /** A password was right. */
  synchronized void succeeded(String key) {
    names.remove(key);
  }

  synchronized int remembered() {
    return names.size() + addresses.size();
  }

  private static Count count(Map<String, Count> counts, String key, long now, Limit limit) {
    var count = counts.computeIfAbsent(key, _ -> new Count());
    if (count.at == 0) {
      count.at = now;
    }
    count.sink(now, limit);
    if (counts.size() > MOST) {
      counts.remove(counts.keySet().iterator().next());
    }
    return count;
  }
}
