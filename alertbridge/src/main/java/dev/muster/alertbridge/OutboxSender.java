package dev.muster.alertbridge;

import dev.muster.archive.Outbox;
import dev.muster.archive.OutgoingMail;
import dev.muster.archive.QueuedMail;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the outbox for one receiver, oldest first, on a virtual thread of its own. A mail is
 * noted as sent right after its acknowledgement and before the next one is begun. Mails that failed
 * for now are tried again with growing waits and never given up; while the server is unavailable,
 * all mails wait. A start and a reload end every wait: whoever mended something sees the mails go
 * at once.
 *
 * <p>What goes to other receivers than mail keeps its order, as a resolved alert that is told
 * before it fired would stand forever: what one refuses for now holds up what follows until it has
 * failed {@value #IN_ORDER} times. What waits longer than {@link #KEPT} is given up.
 */
final class OutboxSender implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OutboxSender.class);
  private static final int BATCH = 50;
  private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

  /** The longest wait between two attempts for one mail. */
  static final Duration MOST_PER_MAIL = Duration.ofMinutes(5);

  /** The longest wait between two attempts to reach the server. */
  static final Duration MOST_PER_SERVER = Duration.ofSeconds(15);

  /** The longest wait between two attempts to reach another receiver. */
  static final Duration MOST_PER_RECEIVER = Duration.ofMinutes(1);

  /** The longest that a receiver may ask to be left alone. */
  static final Duration LONGEST_ASKED = Duration.ofHours(1);

  /** How long something may wait for a receiver that is no mail server. */
  static final Duration KEPT = Duration.ofDays(3);

  /** How often something must have failed before what follows it overtakes it. */
  static final int IN_ORDER = 10;

  private final String receiver;
  private final Outbox store;
  private final InstantSource clock;
  private final Backoff backoff;
  private final BridgeMetrics metrics;
  private final Consumer<OutgoingMail> ended;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private boolean wake;
  private boolean closed;
  private boolean afresh = true;
  private @Nullable MailSender next;
  private @Nullable Thread thread;

  // Below: of the sending thread alone.
  private MailSender sender;
  private final Set<Long> acknowledged = new HashSet<>();
  private int unavailable;
  private long notBefore;
  private long longestWait;
  private String lastReason = "";

  /** For mails. */
  OutboxSender(
      Outbox store,
      InstantSource clock,
      MailSender sender,
      Backoff backoff,
      BridgeMetrics metrics) {
    this("", store, clock, sender, backoff, metrics, mail -> {});
  }

  /**
   * One receiver's.
   *
   * @param receiver its name, or "" for mails
   * @param ended told of what was taken or refused for good
   */
  OutboxSender(
      String receiver,
      Outbox store,
      InstantSource clock,
      MailSender sender,
      Backoff backoff,
      BridgeMetrics metrics,
      Consumer<OutgoingMail> ended) {
    this.receiver = receiver;
    this.ended = ended;
    this.store = store;
    this.clock = clock;
    this.sender = sender;
    this.backoff = backoff;
    this.metrics = metrics;
  }

  void start() {
    thread = Thread.ofVirtual().name("alertbridge-outbox-" + receiver).start(this::run);
  }

  /** Something was queued. */
  void wake() {
    lock.lock();
    try {
      wake = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Sends through another sender from now on, at once; the old one is closed. */
  void replace(MailSender sender) {
    lock.lock();
    try {
      if (next != null) {
        next.close();
      }
      next = sender;
    } finally {
      lock.unlock();
    }
    retryAll();
  }

  /** Tries every mail that waits at once, however long its next wait was to be. */
  void retryAll() {
    lock.lock();
    try {
      afresh = true;
    } finally {
      lock.unlock();
    }
    wake();
  }

  private void run() {
    boolean open = true;
    while (open) {
      open = await(turnSafely());
    }
    sender.close();
  }

  private long turnSafely() {
    try {
      return turn();
    } catch (RuntimeException e) {
      log.warn("outbox not usable, trying again reason={}", e.getMessage());
      return Duration.ofSeconds(1).toMillis();
    }
  }

  /** Waits until there is something to do; false when closed. */
  private boolean await(long millis) {
    lock.lock();
    try {
      long left = Duration.ofMillis(millis).toNanos();
      while (!wake && !closed && left > 0) {
        left = woken.awaitNanos(left);
      }
      wake = false;
      return !closed;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends what is due.
   *
   * @return after how many milliseconds there may be more to do
   */
  long turn() {
    takeNextSender();
    endWaits();
    long now = clock.millis();
    if (notBefore - now > longestWait) {
      notBefore = now; // The clock was set back.
    }
    if (now < notBefore) {
      return notBefore - now;
    }
    long due = store.nextDue(receiver);
    while (due != Long.MAX_VALUE && isDue(due, now)) {
      var batch = store.due(receiver, Math.max(due, now), BATCH);
      for (var mail : batch) {
        if (isClosed() || !attempt(mail)) {
          sender.pause();
          return Math.max(1, notBefore - clock.millis());
        }
      }
      now = clock.millis();
      due = batch.isEmpty() ? Long.MAX_VALUE : store.nextDue(receiver);
    }
    sender.pause();
    return Math.clamp(due - now, 1, LONGEST_SLEEP.toMillis());
  }

  /** Due, or so far ahead that only a clock that was set back explains it. */
  private boolean isDue(long due, long now) {
    long most = Math.max(MOST_PER_MAIL.toMillis(), longestWait);
    return due <= now || due - now > most;
  }

  /** One mail; false where the rest need not be tried now. */
  private boolean attempt(QueuedMail queued) {
    if (acknowledged.contains(queued.id())) {
      noteSent(queued);
      return true;
    }
    if (isTooOld(queued)) {
      giveUp(queued);
      return true;
    }
    return switch (inOrder(queued, sender.send(queued.mail()))) {
      case MailSender.Outcome.Accepted _ -> {
        acknowledged.add(queued.id());
        noteSent(queued);
        reachable();
        yield true;
      }
      case MailSender.Outcome.Refused refused -> {
        store.refused(queued.id(), clock.millis(), refused.reason());
        failed(BridgeMetrics.Failure.REFUSED);
        log.warn("{} refused for good {} reason={}", what(), described(queued), refused.reason());
        ended.accept(queued.mail());
        reachable();
        yield true;
      }
      case MailSender.Outcome.Later later -> {
        var wait = backoff.after(queued.attempts() + 1, MOST_PER_MAIL);
        retry(queued, clock.millis() + wait.toMillis(), later.reason());
        log.info("{} deferred {} reason={}", what(), described(queued), later.reason());
        reachable();
        yield true;
      }
      case MailSender.Outcome.Unavailable down -> {
        unavailable(queued, down);
        yield false;
      }
    };
  }

  /** For receivers other than mail, what is refused for now holds up what follows. */
  private MailSender.Outcome inOrder(QueuedMail queued, MailSender.Outcome outcome) {
    return outcome instanceof MailSender.Outcome.Later(String reason)
            && !isMail()
            && queued.attempts() + 1 < IN_ORDER
        ? new MailSender.Outcome.Unavailable(reason)
        : outcome;
  }

  private boolean isMail() {
    return receiver.isEmpty();
  }

  private String what() {
    return isMail() ? "mail" : "notification";
  }

  private boolean isTooOld(QueuedMail queued) {
    return !isMail()
        && (queued.attempts() > 0 || unavailable > 0)
        && clock.millis() - queued.created() > KEPT.toMillis();
  }

  private void giveUp(QueuedMail queued) {
    store.givenUp(queued.id(), clock.millis(), "not taken within " + KEPT.toDays() + " days");
    metrics.toReceiver(receiver, BridgeMetrics.Failure.GIVEN_UP);
    log.error("notification given up {} attempts={}", described(queued), queued.attempts());
  }

  /** Until this is on disk the mail is kept in mind, so that it is not sent again meanwhile. */
  private void noteSent(QueuedMail queued) {
    store.sent(queued.id(), clock.millis());
    acknowledged.remove(queued.id());
    if (isMail()) {
      metrics.mailsSent.inc();
    } else {
      metrics.sentTo(receiver);
    }
    log.info("{} sent {} attempts={}", what(), described(queued), queued.attempts() + 1);
    ended.accept(queued.mail());
  }

  private void unavailable(QueuedMail queued, MailSender.Outcome.Unavailable down) {
    unavailable++;
    var most = isMail() ? MOST_PER_SERVER : MOST_PER_RECEIVER;
    long wait = backoff.after(unavailable, most).toMillis();
    wait = Math.max(wait, Math.min(down.after().toMillis(), LONGEST_ASKED.toMillis()));
    longestWait = wait;
    notBefore = clock.millis() + wait;
    if (!down.reason().equals(lastReason)) {
      log.warn("{} cannot be sent, they wait reason={}", name(), down.reason());
      lastReason = down.reason();
    }
    retry(queued, notBefore, down.reason());
  }

  private String name() {
    return isMail() ? "mails" : "notifications receiver=" + receiver;
  }

  private void retry(QueuedMail queued, long until, String reason) {
    failed(BridgeMetrics.Failure.RETRY);
    store.retry(queued.id(), until, reason);
  }

  private void failed(BridgeMetrics.Failure failure) {
    if (isMail()) {
      metrics.mailFailed(failure);
    } else {
      metrics.toReceiver(receiver, failure);
    }
  }

  private void reachable() {
    if (unavailable > 0) {
      log.info("{} can be sent again failedAttempts={}", name(), unavailable);
    }
    unavailable = 0;
    lastReason = "";
  }

  private static String described(QueuedMail queued) {
    return "messageId=" + queued.mail().messageId() + " to=" + queued.mail().recipient();
  }

  private void takeNextSender() {
    lock.lock();
    try {
      if (next != null) {
        sender.close();
        sender = next;
        next = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private void endWaits() {
    lock.lock();
    try {
      if (!afresh) {
        return;
      }
      afresh = false;
    } finally {
      lock.unlock();
    }
    unavailable = 0;
    notBefore = 0;
    lastReason = "";
    store.retryAll(receiver);
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Begins nothing more. */
  void stopSoon() {
    lock.lock();
    try {
      closed = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets the mail under way come to its end, up to three seconds, then stops. */
  @Override
  public void close() {
    stopSoon();
    var running = thread;
    if (running != null) {
      try {
        if (!running.join(Duration.ofSeconds(3))) {
          running.interrupt();
          running.join(Duration.ofSeconds(1));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
