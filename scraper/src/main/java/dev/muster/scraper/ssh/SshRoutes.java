package dev.muster.scraper.ssh;

import dev.muster.fleet.Client;
import dev.muster.fleet.Client.SshLogin;
import dev.muster.fleet.Via;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import javax.net.SocketFactory;

/**
 * The kept connections to clients that are reached over SSH, one for each address and log-in; they
 * outlive changes of the fleet that do not concern them.
 */
public final class SshRoutes implements AutoCloseable {
  private static final int UPLOADS_AT_ONCE = 8;
  private static final Duration GOOD_BYE = Duration.ofSeconds(8);

  private record Way(String ip, SshLogin login) {
    static Way to(Client client) {
      return new Way(client.ip(), client.ssh());
    }
  }

  private final SshAccess access;
  private final Semaphore uploads = new Semaphore(UPLOADS_AT_ONCE);
  private final Map<Way, KeptConnection> connections = new HashMap<>();
  private final Map<Way, OnceFolder> folders = new HashMap<>();

  /** None yet. */
  public SshRoutes(SshAccess access) {
    this.access = access;
  }

  /**
   * Sockets to the client's own loopback.
   *
   * @param patience how long connecting may take, the log-in included
   */
  public synchronized SocketFactory sockets(Client client, Duration patience) {
    return new SshSockets(connection(client), patience);
  }

  /** Where its exporter is run for each scrape. */
  public synchronized OnceFolder folder(Client client) {
    return folders.computeIfAbsent(
        Way.to(client), way -> new OnceFolder(client, connection(client), access, uploads));
  }

  private KeptConnection connection(Client client) {
    return connections.computeIfAbsent(
        Way.to(client), way -> new KeptConnection(client, access.logIns(), System::nanoTime));
  }

  /** Ends what none of these needs, and removes what was put on those that had it. */
  public void retain(Collection<Client> clients) {
    var all = new HashSet<Way>();
    var once = new HashSet<Way>();
    for (var client : clients) {
      switch (client.exporter().via()) {
        case DIRECT -> {}
        case SSH -> all.add(Way.to(client));
        case SSH_ONCE -> once.add(Way.to(client));
      }
    }
    all.addAll(once);
    end(all, once);
  }

  private void end(Collection<Way> all, Collection<Way> once) {
    var leaving = new ArrayList<OnceFolder>();
    var ending = new ArrayList<KeptConnection>();
    synchronized (this) {
      folders.entrySet().removeIf(entry -> gone(entry, once, leaving));
      connections.entrySet().removeIf(entry -> gone(entry, all, ending));
    }
    var threads =
        leaving.stream()
            .map(folder -> Thread.ofVirtual().name("ssh-remove").start(folder::close))
            .toList();
    await(threads);
    ending.forEach(KeptConnection::close);
  }

  private static <T> boolean gone(Map.Entry<Way, T> entry, Collection<Way> kept, List<T> gone) {
    return !kept.contains(entry.getKey()) && gone.add(entry.getValue());
  }

  /** All together have this long; who hangs shall not keep the server from its end. */
  private static void await(List<Thread> threads) {
    long end = System.nanoTime() + GOOD_BYE.toNanos();
    try {
      for (var thread : threads) {
        var left = Duration.ofNanos(end - System.nanoTime());
        if (left.isPositive()) {
          thread.join(left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether a client is reached over SSH at all. */
  public static boolean concerns(Client client) {
    return client.exporter().via() != Via.DIRECT;
  }

  @Override
  public void close() {
    end(List.of(), List.of());
  }
}
