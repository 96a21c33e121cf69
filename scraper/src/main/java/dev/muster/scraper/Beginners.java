package dev.muster.scraper;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Clients that have their first scrape. It costs a handshake and the naming of all series, in a
 * process whose code may still be cold: all of a fleet at once would be late. So few begin at once,
 * and one after the other where these hang, so that they hold up none of the others for long.
 */
final class Beginners {
  /** What those who hang delay each of the others by: 300 of them so all begin in half a minute. */
  private static final long LONGEST_WAIT_MILLIS = 100;

  private final Semaphore places = new Semaphore(2 * Runtime.getRuntime().availableProcessors());
  private final ReentrantLock queue = new ReentrantLock(true);

  /**
   * Waits until it is one's turn.
   *
   * @return whether a place was had, which is to be given back by {@link #end}
   */
  boolean begin() throws InterruptedException {
    queue.lockInterruptibly();
    try {
      return places.tryAcquire(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } finally {
      queue.unlock();
    }
  }

  /** Lets another one begin. */
  void end() {
    places.release();
  }
}
