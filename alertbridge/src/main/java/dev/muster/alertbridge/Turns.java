package dev.muster.alertbridge;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a turn, waits, and again, until it is closed; a turn that fails is followed by others. */
final class Turns implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Turns.class);

  private final String name;
  private final Duration pause;
  private final Runnable turn;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * Turns that begin with {@link #start}.
   *
   * @param name of their thread, and in the log
   * @param pause between two turns
   */
  Turns(String name, Duration pause, Runnable turn) {
    this.name = name;
    this.pause = pause;
    this.turn = turn;
  }

  void start() {
    Thread.ofVirtual().name(name).start(this::run);
  }

  private void run() {
    try {
      do {
        try {
          turn.run();
        } catch (RuntimeException e) {
          log.error("msg=\"a turn failed, trying again\" of={}", name, e);
        }
      } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes no further turn; one under way comes to its end by itself. */
  @Override
  public void close() {
    closed.countDown();
  }
}
