package dev.muster.exporter;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A virtual thread for each request, from its first byte to the end of its answer. Of those whose
 * request has not come to its end yet (a handshake under way counts) there are so many at most; one
 * more ends the oldest, whose connection closes with it. So slow clients, however many, take turns
 * among themselves, and one that says what it wants at once is not held up.
 */
final class RequestThreads implements Executor, AutoCloseable {
  static final int MAX_UNREAD = 256;

  private final int maxUnread;
  private final Set<Thread> unread = new LinkedHashSet<>();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());

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
    synchronized (unread) {
      unread.add(thread);
      if (unread.size() > maxUnread) {
        Iterator<Thread> oldest = unread.iterator();
        // A thread that reads from a channel closes it when it is interrupted.
        oldest.next().interrupt();
        oldest.remove();
      }
    }
  }

  /** Says that the request of the calling thread has been read. */
  void arrived() {
    synchronized (unread) {
      unread.remove(Thread.currentThread());
    }
  }

  /** How many requests are being read. */
  int unread() {
    synchronized (unread) {
      return unread.size();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
