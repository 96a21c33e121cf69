package dev.muster.console.account;

import dev.muster.archive.account.Account;
import dev.muster.archive.account.AccountStore;
import dev.muster.archive.account.AuditEntry;
import dev.muster.archive.account.StoredToken;
import dev.muster.server.Deed;
import dev.muster.server.LogIns;
import dev.muster.server.Principal;
import dev.muster.server.Role;
import dev.muster.web.BearerTokens;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whom requests come from, by what {@code accounts.db} holds at that moment. */
public final class Accounts implements LogIns {
  private static final Logger log = LoggerFactory.getLogger(Accounts.class);
  private static final String BASIC = "Basic ";
  private static final int MAX_HEADER_CHARS = 2048;
  private static final Duration SWEEP_EACH = Duration.ofHours(1);
  private static final Duration AUDIT_KEPT = Duration.ofDays(400);

  /** A name and what proves it. */
  record Credentials(String name, String password) {
    @Override
    public String toString() {
      return "Credentials[" + name + "]";
    }
  }

  /** What became of a name and password. */
  sealed interface Checked {
    record Right(Account account) implements Checked {}

    record Wrong() implements Checked {}

    record Wait(Duration time) implements Checked {}
  }

  private final AccountStore store;
  private final InstantSource clock;
  private final Sessions sessions;
  private final BearerTokens bearer;
  private final LogInThrottle throttle;
  private final PasswordCheck passwords = new PasswordCheck();
  private final AtomicLong sweptAt = new AtomicLong();

  public Accounts(AccountStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.sessions = new Sessions(store, clock);
    this.bearer = new BearerTokens(clock);
    this.throttle = new LogInThrottle(clock);
    sweep();
  }

  Sessions sessions() {
    return sessions;
  }

  AccountStore store() {
    return store;
  }

  InstantSource clock() {
    return clock;
  }

  PasswordCheck passwords() {
    return passwords;
  }

  @Override
  public Outcome basic(String authorization, String address) {
    var credentials = credentials(authorization);
    if (credentials == null) {
      return new Outcome.Out();
    }
    return switch (check(credentials, address)) {
      case Checked.Right(var account) -> {
        var hash = account.hash();
        yield new Outcome.In(
            principal(account),
            "",
            () -> store.account(account.name()).filter(now -> hash.equals(now.hash())).isPresent());
      }
      case Checked.Wrong _ -> new Outcome.Out();
      case Checked.Wait(var time) -> new Outcome.Wait(time);
    };
  }

  private static @Nullable Credentials credentials(String authorization) {
    if (authorization.length() > MAX_HEADER_CHARS
        || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return null;
    }
    try {
      var bytes = Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip());
      var text = new String(bytes, StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0
          ? null
          : new Credentials(text.substring(0, colon), text.substring(colon + 1));
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  /** Holds a password to its hash, if not too many wrong ones came. */
  Checked check(Credentials credentials, String address) {
    var name = credentials.name();
    var account = store.account(name).orElse(null);
    var digest = passwords.digest(name, credentials.password());
    if (account != null && passwords.isRemembered(account, digest)) {
      return new Checked.Right(account);
    }
    boolean known = store.sessions().isKnown(name, address, clock.millis());
    var key = known ? name + "\0" + address : name;
    // A password that was wrong may be right once the user's hash is another.
    var wrong = account != null && account.isAble() ? digest + account.hash() : digest;
    if (throttle.isKnownWrong(key, wrong)) {
      return new Checked.Wrong();
    }
    var wait = throttle.mustWait(key, known ? "" : address);
    if (wait.isPresent()) {
      return new Checked.Wait(wait.get());
    }
    if (!passwords.isRight(account, credentials.password(), digest)) {
      throttle.failed(key, address, wrong);
      note(new AuditEntry(0, clock.millis(), shown(name), address, "log-in failed", "", true));
      return new Checked.Wrong();
    }
    throttle.succeeded(key);
    return account == null ? new Checked.Wrong() : new Checked.Right(account);
  }

  @Override
  public Outcome bearer(String token) {
    var kept = store.tokens().withHash(BearerTokens.hash(token));
    if (bearer.find(token, kept.stream().map(Accounts::kept).toList()).isEmpty()) {
      return new Outcome.Out();
    }
    return kept.<Outcome>map(this::of).orElseGet(Outcome.Out::new);
  }

  private Outcome of(StoredToken token) {
    var principal =
        new Principal("token:" + token.name(), Role.of(token.role()), Set.copyOf(token.groups()));
    return new Outcome.In(
        principal,
        "",
        () -> store.tokens().withHash(token.sha256()).filter(this::lasts).isPresent());
  }

  private boolean lasts(StoredToken token) {
    return token.expires() == null || clock.millis() < token.expires();
  }

  private static BearerTokens.Kept kept(StoredToken token) {
    return new BearerTokens.Kept(
        token.name(),
        token.sha256(),
        token.expires() == null ? null : Instant.ofEpochMilli(token.expires()));
  }

  @Override
  public Outcome session(String cookie) {
    return sessions
        .live(cookie)
        .<Outcome>map(live ->
            new Outcome.In(
                principal(live.account()),
                Sessions.csrf(cookie),
                () -> sessions.stands(live.session().hash())))
        .orElseGet(Outcome.Out::new);
  }

  static Principal principal(Account account) {
    return new Principal(account.name(), Role.of(account.role()), Set.copyOf(account.groups()));
  }

  /** Keeps what somebody changed. */
  public void note(Deed deed) {
    note(
        new AuditEntry(
            0, clock.millis(), deed.user(), deed.address(), deed.what(), deed.detail(), false));
  }

  void note(AuditEntry entry) {
    var _ =
        sessions.isWritten(() -> {
          sweep();
          store.audit().add(entry);
        });
    log.info(
        "msg=\"{}\" user={} address={} detail=\"{}\"",
        entry.what(),
        entry.user(),
        entry.address(),
        entry.detail());
  }

  /** A name that somebody typed, which may be anything. */
  private static String shown(String name) {
    var plain = name.replaceAll("[^A-Za-z0-9._@-]", "?");
    return plain.length() > 100 ? plain.substring(0, 100) : plain;
  }

  private void sweep() {
    long now = clock.millis();
    long before = sweptAt.get();
    if ((before == 0 || now - before >= SWEEP_EACH.toMillis())
        && sweptAt.compareAndSet(before, now)) {
      store.sweep(now, now - Sessions.IDLE.toMillis(), now - AUDIT_KEPT.toMillis());
    }
  }
}
