package dev.muster.exporter;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A thread for each request, from its first byte to the end of its answer; threads are kept for the
 * next ones, which for requests in steps of seconds costs less than virtual threads do. Of those
 * whose request has not come to its end yet there are so many at most; one more ends the oldest,
 * whose connection closes with it, and those before all others that have not even greeted (in TLS:
 * whose first message is not whole). So slow clients, however many, take turns among themselves,
 * and one that says what it wants at once is not held up.
 */
final class RequestThreads implements Executor, AutoCloseable {
  static final int MAX_UNREAD = 128;

  private final int maxUnread;
  private final Object lock = new Object();
  private final Set<Thread> silent = new LinkedHashSet<>();
  private final Set<Thread> greeted = new LinkedHashSet<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("http-", 0).factory());

  RequestThreads(int maxUnread) {
    this.maxUnread = maxUnread;
  }

  @Override
  public void execute(Runnable request) {
    threads.execute(() -> {
      begin(Thread.currentThread());
      try {
        request.run();
      } finally {
        arrived();
      }
    });
  }

  private void begin(Thread thread) {
    synchronized (lock) {
      silent.add(thread);
      if (silent.size() + greeted.size() > maxUnread) {
        Iterator<Thread> oldest = (silent.size() > 1 ? silent : greeted).iterator();
        // A thread that reads from a channel closes it when it is interrupted.
        oldest.next().interrupt();
        oldest.remove();
      }
    }
  }

  /** Says that the client of the calling thread has sent something whole. */
  void greeted() {
    synchronized (lock) {
      if (silent.remove(Thread.currentThread())) {
        greeted.add(Thread.currentThread());
      }
    }
  }

  /** Says that the request of the calling thread has been read. */
  void arrived() {
    synchronized (lock) {
      silent.remove(Thread.currentThread());
      greeted.remove(Thread.currentThread());
    }
  }

  /** How many requests are being read. */
  int unread() {
    synchronized (lock) {
      return silent.size() + greeted.size();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
