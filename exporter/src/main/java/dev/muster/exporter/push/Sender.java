package dev.muster.exporter.push;

import dev.muster.exporter.push.PushCounts.Reason;
import dev.muster.push.Backoff;
import dev.muster.push.Receiver;
import dev.muster.push.Receiver.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what waits, one request at a time and in its order, until each is taken or refused for
 * good. A request with several readings that is refused is sent again in parts of one reading,
 * since receivers refuse all of a request for one bad sample. While a log-in is refused, what comes
 * next waits as after a failure: a queue of days is not thrown at a wrong password.
 */
final class Sender implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
  private static final Duration BETWEEN_COMPLAINTS = Duration.ofMinutes(10);

  /** Waits, or is interrupted. */
  interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  private final PushSettings settings;
  private final Backlog backlog;
  private final Receiver receiver;
  private final PushCounts counts;
  private final Backoff backoff;
  private final InstantSource clock;
  private final Pause pause;
  private volatile boolean ending;
  private volatile boolean sending;
  private @Nullable Instant complained;
  private String complaint = "";

  Sender(
      PushSettings settings,
      Backlog backlog,
      Receiver receiver,
      PushCounts counts,
      Backoff backoff,
      InstantSource clock,
      Pause pause) {
    this.settings = settings;
    this.backlog = backlog;
    this.receiver = receiver;
    this.counts = counts;
    this.backoff = backoff;
    this.clock = clock;
    this.pause = pause;
  }

  @Override
  public void run() {
    try {
      while (!ending) {
        Batch batch = backlog.take(WriteRequest.Bounds.USUAL.samples());
        if (tryToDeliver(batch)) {
          backlog.done(batch);
        } else if (!ending) {
          backlog.giveBack();
          pause.of(backoff.next(Duration.ZERO));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A bug must not end pushing for good. */
  private boolean tryToDeliver(Batch batch) throws InterruptedException {
    try {
      return deliver(batch);
    } catch (RuntimeException e) {
      LOG.error("msg=\"bug\" readings={}", batch.readings().size(), e);
      return false;
    }
  }

  /** Takes no more; whether a request is under way. */
  boolean end() {
    ending = true;
    return sending;
  }

  /** Whether nothing of it waits any more. */
  private boolean deliver(Batch batch) throws InterruptedException {
    int from = 0;
    while (from < batch.series()) {
      if (ending) {
        return false;
      }
      WriteRequest request = WriteRequest.of(batch, from, WriteRequest.Bounds.USUAL);
      if (isTooOld(batch)) {
        counts.dropped(Reason.OLD, request.samples());
        from = request.next();
      } else if (request.samples() == 0) {
        from = request.next();
      } else {
        switch (send(request)) {
          case Answer.Taken() -> {
            taken(request);
            from = request.next();
          }
          case Answer.Refused(String reason, boolean about, boolean _, long _) -> {
            counts.failed(request.samples());
            if (from == 0 && batch.readings().size() > 1 && !about) {
              return deliverEach(batch);
            }
            counts.dropped(Reason.REJECTED, request.samples());
            complain("the receiver refuses samples, they are dropped", reason);
            from = request.next();
            if (about) {
              backlog.spill();
              pause.of(backoff.next(Duration.ZERO));
            }
          }
          case Answer.Later(String reason, Duration patience) -> {
            if (ending) {
              return false;
            }
            backlog.spill();
            counts.failed(request.samples());
            complain("pushing fails, readings wait in the queue", reason);
            pause.of(backoff.next(patience));
            counts.retried();
          }
        }
      }
    }
    return true;
  }

  private boolean deliverEach(Batch batch) throws InterruptedException {
    for (Batch each : batch.each()) {
      if (!deliver(each)) {
        return false;
      }
    }
    return true;
  }

  private Answer send(WriteRequest request) {
    sending = true;
    try {
      return receiver.send(request.message().compressed());
    } finally {
      sending = false;
    }
  }

  private boolean isTooOld(Batch batch) {
    Instant oldest = clock.instant().minus(settings.queue().age());
    return batch.last().timeMillis() < oldest.toEpochMilli();
  }

  private void taken(WriteRequest request) {
    counts.sent(request.samples(), clock.instant());
    backoff.reset();
    if (complained != null) {
      complained = null;
      complaint = "";
      LOG.info("msg=\"pushing works again\" receiver={}", settings.receiver());
    }
  }

  /** Once when it begins, then now and then. */
  private void complain(String what, String reason) {
    Instant now = clock.instant();
    Instant before = complained;
    if (before == null
        || !what.equals(complaint)
        || Duration.between(before, now).compareTo(BETWEEN_COMPLAINTS) >= 0) {
      complained = now;
      complaint = what;
      LOG.warn("msg=\"{}\" receiver={} reason=\"{}\"", what, settings.receiver(), reason);
    }
  }
}
