package dev.muster.scraper;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Time that passes when a test says so. */
final class ManualTicker implements Ticker {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private long now;
  private final List<Long> wakeTimes = new ArrayList<>();

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
      wakeTimes.add(timeMillis);
      moved.signalAll();
      long before = now;
      while (now < timeMillis && now >= before) {
        before = now;
        moved.await();
      }
    } finally {
      wakeTimes.remove((Long) timeMillis);
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

  /** Waits until so many loops have nothing to do at this time. */
  void awaitAsleep(int count) throws InterruptedException {
    lock.lock();
    try {
      while (wakeTimes.stream().filter(time -> time > now).count() < count) {
        if (!moved.await(10, TimeUnit.SECONDS)) {
          throw new AssertionError("not " + count + " loops sleep");
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
