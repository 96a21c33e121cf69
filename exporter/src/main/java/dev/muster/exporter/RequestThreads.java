package dev.muster.exporter;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A thread for each request, from its first byte to the end of its answer; a few are kept for the
 * next ones, which for requests in steps of seconds costs less than virtual threads do; those are
 * for all beyond the few. Those whose request has not come to its end yet are of two kinds: those
 * that have not even greeted (in TLS: whose first message is not whole), and those that have. Of
 * each kind there are so many at most; one more ends the oldest of its kind, whose connection
 * closes with it. So slow clients, however many, take turns among themselves, and one that says
 * what it wants at once is not held up, nor ended while it says it. A thread that was ended needs a
 * moment to go; newer ones wait for it once there are some, for each has buffers of 100 KB (in TLS)
 * and the heap is small.
 */
final class RequestThreads implements Executor, AutoCloseable {
  /** Of one that is being read, over TLS. */
  private static final int BYTES = 100 << 10;

  /** Of the heap, three quarters are for everything else. */
  private static final int SHARE = 4;

  /** Requests at once that are answered by kept threads. */
  private static final int KEPT = 16;

  private static final int LEAST = 21;
  private static final int MOST = 224;

  private final int maxUnread;
  private final Object lock = new Object();
  private final Set<Thread> silent = new LinkedHashSet<>();
  private final Set<Thread> greeted = new LinkedHashSet<>();
  private final Set<Thread> reading = new HashSet<>();
  private final Semaphore places;
  private final AtomicInteger underWay = new AtomicInteger();
  private final ExecutorService kept =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("http-", 0).factory());
  private final ExecutorService more = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Threads for this many.
   *
   * @param maxUnread of each kind
   * @param leaving those that were ended and are still there when newer ones begin to wait
   */
  RequestThreads(int maxUnread, int leaving) {
    this.maxUnread = maxUnread;
    this.places = new Semaphore(2 * maxUnread + leaving);
  }

  /** As many as such a heap can hold. */
  static RequestThreads forHeap(long bytes) {
    int all = Math.clamp(bytes / SHARE / BYTES, LEAST, MOST);
    int ofEachKind = all * 3 / 7;
    return new RequestThreads(ofEachKind, all - 2 * ofEachKind);
  }

  /** How many of each kind may be read. */
  int maxUnread() {
    return maxUnread;
  }

  @Override
  public void execute(Runnable request) {
    if (underWay.incrementAndGet() <= KEPT) {
      kept.execute(() -> answer(request));
    } else {
      more.execute(() -> answer(request));
    }
  }

  private void answer(Runnable request) {
    begin(Thread.currentThread());
    // Also by one that was ended meanwhile: to run is how it closes its connection.
    places.acquireUninterruptibly();
    took(Thread.currentThread());
    try {
      request.run();
    } finally {
      arrived();
      underWay.decrementAndGet();
    }
  }

  private void begin(Thread thread) {
    synchronized (lock) {
      silent.add(thread);
      endOldest(silent);
    }
  }

  private void endOldest(Set<Thread> kind) {
    if (kind.size() > maxUnread) {
      Iterator<Thread> oldest = kind.iterator();
      // A thread that reads from a channel closes it when it is interrupted.
      oldest.next().interrupt();
      oldest.remove();
    }
  }

  private void took(Thread thread) {
    synchronized (lock) {
      reading.add(thread);
    }
  }

  /** Says that the client of the calling thread has sent something whole. */
  void greeted() {
    synchronized (lock) {
      if (silent.remove(Thread.currentThread())) {
        greeted.add(Thread.currentThread());
        endOldest(greeted);
      }
    }
  }

  /** Says that the request of the calling thread has been read. */
  void arrived() {
    synchronized (lock) {
      silent.remove(Thread.currentThread());
      greeted.remove(Thread.currentThread());
      if (reading.remove(Thread.currentThread())) {
        places.release();
      }
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
    kept.shutdownNow();
    more.shutdownNow();
  }
}
