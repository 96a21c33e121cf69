package dev.muster.console.account;

import dev.muster.archive.account.Account;
import dev.muster.archive.account.AccountStore;
import dev.muster.archive.account.AuditEntry;
import dev.muster.console.account.AccountMails.Kind;
import dev.muster.console.account.AccountMails.Letter;
import dev.muster.web.BearerTokens;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets users choose a password by a link in a mail: an invitation is good for 7 days, a reset for
 * an hour; both once. Who asks for a reset hears nothing about whether there is such a user, nor
 * can tell it from the time: the request is only queued. A user is mailed three resets an hour at
 * most.
 */
public final class Invitations implements AutoCloseable {
  static final Duration INVITE = Duration.ofDays(7);
  static final Duration RESET = Duration.ofHours(1);

  private static final Logger log = LoggerFactory.getLogger(Invitations.class);
  private static final int WAITING = 100;
  private static final int AN_HOUR = 3;
  private static final int MOST_COUNTED = 1_000;

  private record Asked(String name, String address) {}

  private record Hour(long since, int count) {}

  private final Accounts accounts;
  private final InstantSource clock;
  private final AccountMails mails;
  private final BlockingQueue<Asked> queue = new ArrayBlockingQueue<>(WAITING);
  private final Map<String, Hour> mailed = new LinkedHashMap<>(16, 0.75f, true);
  private final Thread worker;

  public Invitations(Accounts accounts, AccountMails mails) {
    this.accounts = accounts;
    this.clock = accounts.clock();
    this.mails = mails;
    this.worker = Thread.ofVirtual().name("account-mails").start(this::run);
  }

  /** Invites a user, whose earlier invitation is worth nothing from now on. */
  void invite(Account account) {
    letter(Kind.INVITE, account, INVITE);
  }

  /** Queues what somebody asked for; drops it where too many wait. */
  void requestReset(String name, String address) {
    if (!queue.offer(new Asked(name, address))) {
      log.warn("msg=\"too many resets were asked for; one is dropped\" address={}", address);
    }
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        answer(queue.take());
      } catch (InterruptedException closing) {
        return;
      } catch (RuntimeException failed) {
        log.error("msg=\"a reset failed\"", failed);
      }
    }
  }

  /** Mails the users of that name or address who may log in. */
  private void answer(Asked asked) {
    for (var account : named(asked.name())) {
      if (!account.disabled() && !account.mail().isEmpty() && mayMail(account.name())) {
        letter(Kind.RESET, account, RESET);
        accounts.note(
            new AuditEntry(
                0,
                clock.millis(),
                account.name(),
                asked.address(),
                "reset asked for",
                "mailed to " + account.mail(),
                false));
      }
    }
  }

  private List<Account> named(String name) {
    var account = accounts.store().account(name);
    return account.isPresent() || name.isEmpty()
        ? account.stream().toList()
        : accounts.store().withMail(name);
  }

  private boolean mayMail(String name) {
    long now = clock.millis();
    @Nullable Hour hour = mailed.get(name);
    if (hour == null || now - hour.since() >= Duration.ofHours(1).toMillis()) {
      hour = new Hour(now, 0);
    }
    if (hour.count() >= AN_HOUR) {
      return false;
    }
    mailed.put(name, new Hour(hour.since(), hour.count() + 1));
    if (mailed.size() > MOST_COUNTED) {
      mailed.remove(mailed.keySet().iterator().next());
    }
    return true;
  }

  private void letter(Kind kind, Account account, Duration good) {
    mails.send(write(accounts.store(), kind, account, clock.instant().plus(good)));
  }

  private static Letter write(AccountStore store, Kind kind, Account account, Instant ends) {
    var secret = Sessions.secret();
    store.invite(account.name(), kind.word(), BearerTokens.hash(secret), ends.toEpochMilli());
    return new Letter(kind, account.name(), account.mail(), secret, ends);
  }

  /** The letter that invites a user, for a command that sends it itself. */
  public static Letter invitation(AccountStore store, Account account, InstantSource clock) {
    return write(store, Kind.INVITE, account, clock.instant().plus(INVITE));
  }

  @Override
  public void close() {
    worker.interrupt();
    try {
      worker.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
