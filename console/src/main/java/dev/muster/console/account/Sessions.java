package dev.muster.console.account;

import dev.muster.archive.account.Account;
import dev.muster.archive.account.AccountStore;
import dev.muster.archive.account.SessionStore.Live;
import dev.muster.archive.account.StoredSession;
import dev.muster.web.BearerTokens;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Log-ins of browsers: 256 random bits each in a cookie, of which SHA-256 is kept. A session ends
 * when it was idle for 8 hours, at the latest after 7 days. While the disk is full those that begin
 * are in memory alone, so that somebody can look at what is wrong.
 */
final class Sessions {
  static final Duration IDLE = Duration.ofHours(8);
  static final Duration LONGEST = Duration.ofDays(7);

  private static final Duration TOUCH = Duration.ofMinutes(1);
  private static final int BYTES = 32;
  private static final int MOST_AGENT = 200;
  private static final int MOST_UNWRITTEN = 100;
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final AccountStore store;
  private final InstantSource clock;

  /**
   * One in memory.
   *
   * @param password the user's password then, as it is kept: with another one the session is over
   * @param tried when it could not be written last
   */
  private record Unwritten(StoredSession session, String password, long tried) {}

  private volatile boolean failing;

  /** By hash, the oldest first. */
  private final Map<String, Unwritten> unwritten = new LinkedHashMap<>();

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
    var session =
        new StoredSession(
            BearerTokens.hash(cookie),
            user,
            address,
            plain.length() > MOST_AGENT ? plain.substring(0, MOST_AGENT) : plain,
            now,
            now,
            now + LONGEST.toMillis());
    if (!isWritten(() -> store.sessions().add(session))) {
      keep(session);
    }
    return cookie;
  }

  /** The session of a cookie, which counts as used now. */
  Optional<Live> live(String cookie) {
    long now = clock.millis();
    var hash = BearerTokens.hash(cookie);
    var live = find(hash, now);
    if (live.isPresent() && now - live.get().session().used() >= TOUCH.toMillis()) {
      var _ = isWritten(() -> store.sessions().used(hash, now));
    }
    return live;
  }

  private synchronized void keep(StoredSession session) {
    var password = store.account(session.user()).map(Account::hash).orElse("");
    unwritten.put(session.hash(), new Unwritten(session, password, session.begun()));
    if (unwritten.size() > MOST_UNWRITTEN) {
      unwritten.remove(unwritten.keySet().iterator().next());
    }
  }

  /** What a session is for must not fail because it cannot be noted. */
  boolean isWritten(Runnable write) {
    var failure = AccountStore.failureOf(write);
    if (failure.isPresent() && !failing) {
      LOG.warn("msg=\"log-ins and audit are not written\" reason=\"{}\"", failure.get());
    }
    failing = failure.isPresent();
    return failure.isEmpty();
  }

  /** Whether it has not ended; does not count as use. */
  boolean stands(String hash) {
    return find(hash, clock.millis()).isPresent();
  }

  private Optional<Live> find(String hash, long now) {
    return store.sessions().live(hash, now, now - IDLE.toMillis()).or(() -> unwritten(hash, now));
  }

  /** One in memory, which is written once that can be done. */
  private synchronized Optional<Live> unwritten(String hash, long now) {
    unwritten.values().removeIf(one -> now - one.session().begun() >= IDLE.toMillis());
    var one = unwritten.get(hash);
    if (one == null) {
      return Optional.empty();
    }
    var account =
        store
            .account(one.session().user())
            .filter(user -> !user.disabled() && user.hash().equals(one.password()));
    if (account.isPresent() && now - one.tried() >= TOUCH.toMillis()) {
      if (isWritten(() -> store.sessions().add(one.session()))) {
        unwritten.remove(hash);
      } else {
        unwritten.put(hash, new Unwritten(one.session(), one.password(), now));
      }
    }
    return account.map(user -> new Live(one.session(), user));
  }

  boolean end(String cookie) {
    return end(BearerTokens.hash(cookie), store.sessions()::end);
  }

  private synchronized boolean end(String hash, Predicate<String> written) {
    return unwritten.remove(hash) != null || written.test(hash);
  }
}
