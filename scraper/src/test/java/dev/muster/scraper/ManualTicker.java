package dev.muster.scraper;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Time that passes when a test says so. */
final class ManualTicker implements Ticker {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private long now;
  private int asleep;

  ManualTicker(long nowMillis) {
    this.now = nowMillis;
  }

  @Override
  public long nowMillis() {
    lock.lock();
    try {
      return now;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long nanoTime() {
    return TimeUnit.MILLISECONDS.toNanos(nowMillis());
  }

  @Override
  public void sleepUntil(long timeMillis) throws InterruptedException {
    lock.lock();
    try {
      asleep++;
      moved.signalAll();
      while (now < timeMillis) {
        moved.await();
      }
    } finally {
      asleep--;
      lock.unlock();
    }
  }

  void set(long timeMillis) {
    lock.lock();
    try {
      now = timeMillis;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void advance(long millis) {
    set(nowMillis() + millis);
  }

  /** Waits until so many loops sleep. */
  void awaitAsleep(int count) throws InterruptedException {
    lock.lock();
    try {
      while (asleep < count) {
        if (!moved.await(10, TimeUnit.SECONDS)) {
          throw new AssertionError("only " + asleep + " loops sleep");
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
