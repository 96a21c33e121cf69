package dev.muster.scraper;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Dns;

/**
 * Looks host names up on a few threads of its own: a name server that does not answer would
 * otherwise hold the carriers of the virtual threads, and with them every other client.
 */
final class Resolver implements Dns, AutoCloseable {
  private static final int THREADS = 16;
  private static final int WAITING = 4096;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          30,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofPlatform().daemon().name("scrape-dns-", 0).factory());

  Resolver() {
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    try {
      return List.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException _) {
      return lookupName(host);
    }
  }

  private List<InetAddress> lookupName(String host) throws UnknownHostException {
    try {
      return threads
          .submit(() -> List.of(InetAddress.getAllByName(host)))
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
      throw (UnknownHostException) new UnknownHostException(host).initCause(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (UnknownHostException) new UnknownHostException(host).initCause(e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
