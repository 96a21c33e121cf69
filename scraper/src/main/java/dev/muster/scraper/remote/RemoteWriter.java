package dev.muster.scraper.remote;

import dev.muster.archive.Arrival;
import dev.muster.archive.Arrivals;
import dev.muster.fleet.RemoteWrite;
import dev.muster.push.Backoff;
import dev.muster.push.Receiver;
import dev.muster.push.Receiver.Answer;
import dev.muster.push.WriteMessage;
import dev.muster.sqlite.DatabaseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends to one receiver what arrives in the archive, in that order and one request at a time, until
 * each is taken or refused for good. A request that is refused is sent again arrival by arrival,
 * since receivers refuse all of a request for one bad sample.
 */
final class RemoteWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteWriter.class);
  private static final Duration BETWEEN_COMPLAINTS = Duration.ofMinutes(10);

  /** For how long arrivals are gathered, so that not each is a request of its own. */
  private static final Duration GATHER = Duration.ofSeconds(1);

  /** Waits, or is interrupted. */
  interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  /**
   * What it works with.
   *
   * @param receiver by remote write 1.0
   * @param second the same by 2.0, or null where that shall not be tried
   * @param taken is run each time that something was taken
   */
  record Parts(
      Arrivals arrivals,
      Receiver receiver,
      @Nullable Receiver second,
      Descriptions descriptions,
      Backoff backoff,
      InstantSource clock,
      Pause pause,
      Runnable taken) {}

  private final RemoteWrite settings;
  private final Parts with;
  private final Requests requests;
  private final SendCounts counts = new SendCounts();
  private volatile boolean ending;
  private volatile boolean speaksSecond;
  private @Nullable Instant complained;

  RemoteWriter(RemoteWrite settings, Parts with) {
    this.settings = settings;
    this.with = with;
    this.speaksSecond = with.second != null;
    this.requests = new Requests(new SeriesFilter(settings), settings.batch());
  }

  @Override
  public void run() {
    try {
      while (!ending) {
        step();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A failing disk or a bug must not end sending for good. */
  private void step() throws InterruptedException {
    try {
      var scraped = with.arrivals.next(settings.name(), settings.batch(), GATHER.toMillis());
      if (!forward(scraped)) {
        return;
      }
      var pushed = with.arrivals.nextPushed(settings.name(), settings.batch());
      if (!forward(pushed) || (scraped.isEmpty() && pushed.isEmpty())) {
        return;
      }
      if (!speaksSecond) {
        with.descriptions.sendWhenDue(this::describe);
      }
      if (Math.max(samples(scraped), samples(pushed)) < settings.batch() / 2) {
        with.pause.of(GATHER);
      }
    } catch (DatabaseException e) {
      complain("the archive cannot be read for remote write", String.valueOf(e.getMessage()));
      with.pause.of(with.backoff.next(Duration.ZERO));
    } catch (RuntimeException e) {
      LOG.error("msg=\"bug\" receiver={}", settings.name(), e);
      with.pause.of(with.backoff.next(Duration.ZERO));
    }
  }

  private static int samples(Arrivals.Part part) {
    return part.arrivals().stream().mapToInt(Arrival::size).sum();
  }

  /** Whether none of it waits any more. */
  private boolean forward(Arrivals.Part part) throws InterruptedException {
    boolean done = deliver(part.arrivals());
    if (done) {
      var _ = with.arrivals.passed(settings.name(), part);
    }
    return done;
  }

  /** Takes no more; a request under way may end. */
  void end() {
    ending = true;
  }

  private Message message() {
    return speaksSecond ? new SecondMessage(with.descriptions::of) : new FirstMessage();
  }

  /** Whether none of them waits any more. */
  private boolean deliver(List<Arrival> arrivals) throws InterruptedException {
    for (var message : requests.of(arrivals, this::message)) {
      boolean single = arrivals.size() == 1;
      if (!single && Requests.isTooLarge(message)) {
        int half = arrivals.size() / 2;
        return deliver(arrivals.subList(0, half))
            && deliver(arrivals.subList(half, arrivals.size()));
      }
      switch (send(message)) {
        case Answer.Taken() -> taken(message, arrivals);
        case Answer.Refused refused -> {
          counts.failed.add(message.samples() - refused.written());
          if (refused.unspoken() && speaksSecond) {
            fallBack(refused.reason());
            return deliver(arrivals);
          }
          if (!single && !refused.about() && refused.written() == 0) {
            return deliverEach(arrivals);
          }
          rejected(message, refused);
        }
        case Answer.Later(String _, Duration _) -> {
          return false;
        }
      }
    }
    return true;
  }

  private void fallBack(String reason) {
    speaksSecond = false;
    LOG.warn(
        "msg=\"the receiver does not take remote write 2.0, it gets 1.0 until the next start\" receiver={} reason=\"{}\"",
        settings.name(),
        reason);
  }

  private void rejected(Message message, Answer.Refused refused) throws InterruptedException {
    counts.sent.add(refused.written());
    counts.rejected.add(message.samples() - refused.written());
    complain("the receiver refuses samples, they are dropped", refused.reason());
    if (refused.about()) {
      with.pause.of(with.backoff.next(Duration.ZERO));
    }
  }

  private boolean deliverEach(List<Arrival> arrivals) throws InterruptedException {
    for (var arrival : arrivals) {
      if (!deliver(List.of(arrival))) {
        return false;
      }
    }
    return true;
  }

  /** Sends until the answer is final; {@code Later} where this one ends first. */
  private Answer send(Message message) throws InterruptedException {
    byte[] body = message.compressed();
    var second = with.second;
    var receiver = speaksSecond && second != null ? second : with.receiver;
    while (true) {
      var answer = receiver.send(body);
      if (!(answer instanceof Answer.Later(String reason, Duration patience))) {
        slowDown(message.samples());
        return answer;
      }
      counts.failed.add(message.samples());
      counts.problem = reason;
      complain("remote write fails, samples wait in the archive", reason);
      if (!ending) {
        with.pause.of(with.backoff.next(patience));
      }
      if (ending) {
        return answer;
      }
      counts.retried.add(message.samples());
    }
  }

  private void slowDown(int samples) throws InterruptedException {
    if (settings.rate() > 0) {
      with.pause.of(Duration.ofNanos(1_000_000_000L * samples / settings.rate()));
    }
  }

  private void taken(Message message, List<Arrival> arrivals) {
    counts.sent.add(message.samples());
    counts.successMillis.set(with.clock.millis());
    for (var arrival : arrivals) {
      counts.highestMillis.accumulateAndGet(arrival.newestMillis(), Math::max);
    }
    counts.problem = "";
    with.taken.run();
    with.backoff.reset();
    if (complained != null) {
      complained = null;
      LOG.info("msg=\"remote write works again\" receiver={}", settings.name());
    }
  }

  /** Sends what describes families; where it is not taken it is sent again a while later. */
  private void describe(WriteMessage message, int families) {
    if (with.receiver.send(message.compressed()) instanceof Answer.Taken) {
      counts.metadata.add(families);
    }
  }

  /** Once when it begins, then now and then. */
  private void complain(String what, String reason) {
    counts.problem = reason;
    Instant now = with.clock.instant();
    var before = complained;
    if (before == null || Duration.between(before, now).compareTo(BETWEEN_COMPLAINTS) >= 0) {
      complained = now;
      LOG.warn("msg=\"{}\" receiver={} reason=\"{}\"", what, settings.name(), reason);
    }
  }

  RemoteWrite settings() {
    return settings;
  }

  RemoteWriteStatus status() {
    var waiting = with.arrivals.waiting(settings.name());
    return new RemoteWriteStatus(
        settings.name(),
        settings.shown(),
        counts.sent.sum(),
        counts.failed.sum(),
        counts.retried.sum(),
        counts.rejected.sum(),
        waiting.lost(),
        counts.metadata.sum(),
        waiting.samples(),
        waiting.oldestMillis(),
        counts.highestMillis.get(),
        counts.successMillis.get(),
        speaksSecond ? "2.0" : "1.0",
        counts.problem);
  }
}
