package dev.muster.exporter.push;

import dev.muster.exporter.collector.Collector;
import dev.muster.push.Backoff;
import dev.muster.push.HttpReceiver;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes this machine's readings to a receiver of remote write. One thread takes a reading each
 * interval, another sends what waits.
 */
public final class Push implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Push.class);
  private static final String FOLDER = "push";
  private static final Duration LAST_ANSWER = Duration.ofSeconds(2);

  private final PushSettings settings;
  private final PushCounts counts;
  private final Backlog backlog;
  private final Sender sender;
  private final InstantSource clock = InstantSource.system();
  private final CountDownLatch ending = new CountDownLatch(1);
  private String problem = "";
  private @Nullable Thread reading;
  private @Nullable Thread sending;

  private Push(PushSettings settings, Path state, String version) {
    this.settings = settings;
    var receiver =
        new HttpReceiver(
            settings.url(),
            Credentials.open(settings.access())::current,
            "muster-exporter/" + version,
            clock);
    this.counts = new PushCounts();
    this.backlog = Backlog.open(state.resolve(FOLDER), settings, counts, clock);
    this.sender =
        new Sender(
            settings,
            backlog,
            receiver,
            counts,
            new Backoff(new SplittableRandom()),
            clock,
            Thread::sleep);
  }

  /**
   * Opens the queue; nothing is read or sent yet.
   *
   * @param state the exporter's folder
   * @throws PushException if the queue or a secret's file cannot be used
   * @throws dev.muster.web.WebConfigException if certificate or key cannot be used
   */
  public static Push open(PushSettings settings, Path state, String version) {
    return new Push(settings, state, version);
  }

  /** How pushing goes, for the page. */
  public Collector counts() {
    return counts;
  }

  /**
   * Begins.
   *
   * @param page reads the whole page, in the text format 0.0.4
   */
  public void start(Supplier<byte[]> page) {
    var readings = new PageReadings(settings.labels(), counts);
    reading = Thread.ofVirtual().name("push-read").start(() -> readAll(readings, page));
    sending = Thread.ofVirtual().name("push-send").start(sender);
    LOG.info(
        "msg=\"pushing\" receiver={} interval={} queued_samples={}",
        settings.receiver(),
        settings.interval(),
        backlog.samples());
  }

  private void readAll(PageReadings readings, Supplier<byte[]> page) {
    long next = System.nanoTime();
    try {
      do {
        readOne(readings, page);
        long now = System.nanoTime();
        long interval = settings.interval().toNanos();
        next += interval;
        if (next < now) {
          next = now + interval; // the machine slept, or reading took too long
        }
      } while (!ending.await(next - System.nanoTime(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readOne(PageReadings readings, Supplier<byte[]> page) {
    Instant asked = clock.instant();
    try {
      byte[] text = page.get();
      if (ending.getCount() > 0) {
        backlog.add(readings.read(text, asked.toEpochMilli()));
      }
      problem = "";
    } catch (RuntimeException e) {
      if (!e.toString().equals(problem)) {
        problem = e.toString();
        LOG.warn("msg=\"a reading cannot be pushed\" reason=\"{}\"", problem);
      }
    }
  }

  /** Stops within a few seconds; what was not sent is kept for the next start. */
  @Override
  public void close() {
    ending.countDown();
    try {
      end(reading, LAST_ANSWER);
      end(sending, sender.end() ? LAST_ANSWER : Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    backlog.close();
  }

  private static void end(@Nullable Thread thread, Duration patience) throws InterruptedException {
    if (thread != null && !thread.join(patience)) {
      thread.interrupt();
      thread.join(LAST_ANSWER);
    }
  }
}
