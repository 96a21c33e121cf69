package dev.muster.scraper;

import java.time.InstantSource;

/** The passing of time, so that tests can hold it. */
interface Ticker {
  /** Unix milliseconds. */
  long nowMillis();

  /** Nanoseconds from an arbitrary point, for durations. */
  long nanoTime();

  /** Waits until the clock shows this time (Unix milliseconds) or later, or was set back. */
  void sleepUntil(long timeMillis) throws InterruptedException;

  /** Real time by a clock, which is looked at again every minute in case it was set. */
  static Ticker of(InstantSource clock) {
    return new Ticker() {
      private static final long LONGEST_SLEEP_MILLIS = 60_000;

      @Override
      public long nowMillis() {
        return clock.millis();
      }

      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      public void sleepUntil(long timeMillis) throws InterruptedException {
        long before = nowMillis();
        for (long now = before; now < timeMillis && now >= before; now = nowMillis()) {
          before = now;
          Thread.sleep(Math.min(timeMillis - now, LONGEST_SLEEP_MILLIS));
        }
      }
    };
  }
}
