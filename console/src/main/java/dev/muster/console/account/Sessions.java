package dev.muster.console.account;

import dev.muster.archive.account.AccountStore;
import dev.muster.archive.account.SessionStore.Live;
import dev.muster.archive.account.StoredSession;
import dev.muster.web.BearerTokens;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/**
 * Log-ins of browsers: 256 random bits each in a cookie, of which SHA-256 is kept. A session ends
 * when it was idle for 8 hours, at the latest after 7 days.
 */
final class Sessions {
  static final Duration IDLE = Duration.ofHours(8);
  static final Duration LONGEST = Duration.ofDays(7);

  private static final Duration TOUCH = Duration.ofMinutes(1);
  private static final int BYTES = 32;
  private static final int MOST_AGENT = 200;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final AccountStore store;
  private final InstantSource clock;

  Sessions(AccountStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** 256 random bits for a cookie or a link. */
  static String secret() {
    var bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What pages send besides the cookie; whoever has it cannot tell the cookie from it. */
  static String csrf(String cookie) {
    return BearerTokens.hash("csrf\n" + cookie);
  }

  /** A new session; what its cookie holds. */
  String begin(String user, String address, String agent) {
    var cookie = secret();
    long now = clock.millis();
    var plain = agent.replaceAll("\\p{Cntrl}", " ");
    store
        .sessions()
        .add(
            new StoredSession(
                BearerTokens.hash(cookie),
                user,
                address,
                plain.length() > MOST_AGENT ? plain.substring(0, MOST_AGENT) : plain,
                now,
                now,
                now + LONGEST.toMillis()));
    return cookie;
  }

  /** The session of a cookie, which counts as used now. */
  Optional<Live> live(String cookie) {
    long now = clock.millis();
    var hash = BearerTokens.hash(cookie);
    var live = find(hash, now);
    if (live.isPresent() && now - live.get().session().used() >= TOUCH.toMillis()) {
      store.sessions().used(hash, now);
    }
    return live;
  }

  /** Whether it has not ended; does not count as use. */
  boolean stands(String hash) {
    return find(hash, clock.millis()).isPresent();
  }

  private Optional<Live> find(String hash, long now) {
    return store.sessions().live(hash, now, now - IDLE.toMillis());
  }

  boolean end(String cookie) {
    return store.sessions().end(BearerTokens.hash(cookie));
  }
}
