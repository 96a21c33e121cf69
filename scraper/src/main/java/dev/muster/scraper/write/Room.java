package dev.muster.scraper.write;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Memory for requests under way: who finds none waits for a while, in the order of arrival. */
final class Room {
  private static final int UNIT = 1024;

  private final Semaphore units;
  private final int all;

  Room(long bytes) {
    all = Math.toIntExact(bytes / UNIT);
    units = new Semaphore(all, true);
  }

  /** Room that was taken, to be given back. */
  interface Taken extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes room for so many bytes, of all there is at most.
   *
   * @throws BadWriteException with status 429 if there is none for so long
   */
  Taken take(long bytes, long patienceMillis) {
    int wanted = Math.clamp(1 + bytes / UNIT, 1, all);
    try {
      if (units.tryAcquire(wanted, patienceMillis, TimeUnit.MILLISECONDS)) {
        return () -> units.release(wanted);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new BadWriteException(429, "too many requests at a time; try again a little later");
  }
}
