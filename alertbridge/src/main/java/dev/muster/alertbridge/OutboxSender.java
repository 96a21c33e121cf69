package dev.muster.alertbridge;

import dev.muster.archive.AlertStore;
import dev.muster.archive.QueuedMail;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the outbox, oldest mail first, on a virtual thread of its own. A mail is noted as sent
 * right after its acknowledgement and before the next one is begun. Mails that failed for now are
 * tried again with growing waits and never given up; while the server is unavailable, all mails
 * wait. A start and a reload end every wait: whoever mended something sees the mails go at once.
 */
final class OutboxSender implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OutboxSender.class);
  private static final int BATCH = 50;
  private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

  /** The longest wait between two attempts for one mail. */
  static final Duration MOST_PER_MAIL = Duration.ofMinutes(5);

  /** The longest wait between two attempts to reach the server. */
  static final Duration MOST_PER_SERVER = Duration.ofSeconds(15);

  private final AlertStore store;
  private final InstantSource clock;
  private final Backoff backoff;
  private final BridgeMetrics metrics;
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
  private String lastReason = "";

  OutboxSender(
      AlertStore store,
      InstantSource clock,
      MailSender sender,
      Backoff backoff,
      BridgeMetrics metrics) {
    this.store = store;
    this.clock = clock;
    this.sender = sender;
    this.backoff = backoff;
    this.metrics = metrics;
  }

  void start() {
    thread = Thread.ofVirtual().name("alertbridge-outbox").start(this::run);
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
    if (notBefore - now > MOST_PER_SERVER.toMillis()) {
      notBefore = now; // The clock was set back.
    }
    if (now < notBefore) {
      return notBefore - now;
    }
    long due = store.nextDue();
    while (due != Long.MAX_VALUE && isDue(due, now)) {
      var batch = store.due(Math.max(due, now), BATCH);
      for (var mail : batch) {
        if (isClosed() || !attempt(mail)) {
          sender.pause();
          return Math.max(1, notBefore - clock.millis());
        }
      }
      now = clock.millis();
      due = batch.isEmpty() ? Long.MAX_VALUE : store.nextDue();
    }
    sender.pause();
    return Math.clamp(due - now, 1, LONGEST_SLEEP.toMillis());
  }

  /** Due, or so far ahead that only a clock that was set back explains it. */
  private static boolean isDue(long due, long now) {
    return due <= now || due - now > MOST_PER_MAIL.toMillis();
  }

  /** One mail; false where the rest need not be tried now. */
  private boolean attempt(QueuedMail queued) {
    if (acknowledged.contains(queued.id())) {
      noteSent(queued);
      return true;
    }
    return switch (sender.send(queued.mail())) {
      case MailSender.Outcome.Accepted _ -> {
        acknowledged.add(queued.id());
        noteSent(queued);
        reachable();
        yield true;
      }
      case MailSender.Outcome.Refused refused -> {
        store.refused(queued.id(), clock.millis(), refused.reason());
        metrics.mailFailed(BridgeMetrics.Failure.REFUSED);
        log.warn("mail refused for good {} reason={}", described(queued), refused.reason());
        reachable();
        yield true;
      }
      case MailSender.Outcome.Later later -> {
        retry(queued, backoff.after(queued.attempts() + 1, MOST_PER_MAIL), later.reason());
        log.info("mail deferred {} reason={}", described(queued), later.reason());
        reachable();
        yield true;
      }
      case MailSender.Outcome.Unavailable down -> {
        unavailable(queued, down.reason());
        yield false;
      }
    };
  }

  /** Until this is on disk the mail is kept in mind, so that it is not sent again meanwhile. */
  private void noteSent(QueuedMail queued) {
    store.sent(queued.id(), clock.millis());
    acknowledged.remove(queued.id());
    metrics.mailsSent.inc();
    log.info("mail sent {} attempts={}", described(queued), queued.attempts() + 1);
  }

  private void unavailable(QueuedMail queued, String reason) {
    unavailable++;
    var wait = backoff.after(unavailable, MOST_PER_SERVER);
    notBefore = clock.millis() + wait.toMillis();
    if (!reason.equals(lastReason)) {
      log.warn("mails cannot be sent, they wait reason={}", reason);
      lastReason = reason;
    }
    retry(queued, wait, reason);
  }

  private void retry(QueuedMail queued, Duration wait, String reason) {
    metrics.mailFailed(BridgeMetrics.Failure.RETRY);
    store.retry(queued.id(), clock.millis() + wait.toMillis(), reason);
  }

  private void reachable() {
    if (unavailable > 0) {
      log.info("mails can be sent again failedAttempts={}", unavailable);
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
    store.retryAll();
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Lets the mail under way come to its end, up to three seconds, then stops. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
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
