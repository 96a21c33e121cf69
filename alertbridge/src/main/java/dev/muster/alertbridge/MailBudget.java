package dev.muster.alertbridge;

import dev.muster.archive.Outbox;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How many mails an address may still get now. What waits in the outbox and what was taken within
 * ten minutes counts, so that it holds over a restart, and while the mail server is away no more
 * than that many wait. What exceeds it is not mailed yet: it waits to be told together.
 */
final class MailBudget {
  /** The time for which the most mails are set. */
  static final Duration WINDOW = Duration.ofMinutes(10);

  private final Set<String> held = new HashSet<>();
  private Supplier<Map<String, Integer>> source = Map::of;
  private @Nullable Map<String, Integer> used;
  private int most = Integer.MAX_VALUE;

  /** Looks anew, where asked, how many mails each address has had. */
  void refresh(Outbox outbox, int mailsPerAddress, long now) {
    most = mailsPerAddress;
    source = () -> outbox.mailsSince(now - WINDOW.toMillis());
    used = null;
  }

  private Map<String, Integer> used() {
    var known = used;
    if (known == null) {
      known = new HashMap<>(source.get());
      used = known;
    }
    return known;
  }

  /** How many mails may go to all of these addresses. */
  int left(List<String> addresses) {
    return addresses.stream()
        .mapToInt(address -> Math.max(0, most - used().getOrDefault(address, 0)))
        .min()
        .orElse(Integer.MAX_VALUE);
  }

  /** Each of these addresses gets one. */
  void spend(List<String> addresses) {
    addresses.forEach(address -> used().merge(address, 1, Integer::sum));
  }

  /** Something for these addresses has to wait. */
  void hold(List<String> addresses) {
    held.add(String.join(",", addresses));
  }

  /** Whether something for these addresses had to wait; from now on it has not. */
  boolean release(List<String> addresses) {
    return held.remove(String.join(",", addresses));
  }
}
