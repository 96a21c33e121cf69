package dev.muster.exporter;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import dev.muster.web.ListenAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The addresses that are listened on; each request has its own thread. */
final class Listeners implements AutoCloseable {
  /**
   * Connections that wait to be accepted; of more the system lets the next one wait for seconds.
   */
  private static final int BACKLOG = 4096;

  private final List<HttpServer> servers = new ArrayList<>();
  private final RequestThreads threads = RequestThreads.forHeap(Runtime.getRuntime().maxMemory());

  private Listeners() {}

  /**
   * Listens.
   *
   * @param tls null for plain HTTP
   * @throws ExporterException if an address cannot be had
   */
  static Listeners open(
      List<ListenAddress> addresses, @Nullable Supplier<TlsSetup.Ready> tls, HttpHandler handler) {
    ServerLimits.set();
    var listeners = new Listeners();
    try {
      for (ListenAddress address : addresses) {
        listeners.add(address, tls, handler);
      }
      listeners.servers.forEach(HttpServer::start);
      return listeners;
    } catch (RuntimeException e) {
      listeners.close();
      throw e;
    }
  }

  private void add(
      ListenAddress address, @Nullable Supplier<TlsSetup.Ready> tls, HttpHandler handler) {
    try {
      HttpServer server = tls == null ? HttpServer.create() : https(tls);
      server.createContext(
          "/",
          exchange -> {
            threads.arrived();
            handler.handle(exchange);
          });
      server.setExecutor(threads);
      server.bind(address.toSocketAddress(), BACKLOG);
      servers.add(server);
    } catch (IOException | RuntimeException e) {
      if (e instanceof ExporterException known) {
        throw known;
      }
      throw new ExporterException(
          "Cannot listen on %s:%d (%s); give another --web.listen-address."
              .formatted(address.host(), address.port(), e.getMessage()),
          e);
    }
  }

  private HttpServer https(Supplier<TlsSetup.Ready> tls) throws IOException {
    HttpsServer server = HttpsServer.create();
    server.setHttpsConfigurator(new TlsSetup(tls, threads::greeted));
    return server;
  }

  /** The first address' port; 0 if there is none. */
  int port() {
    return servers.isEmpty() ? 0 : servers.getFirst().getAddress().getPort();
  }

  /** Ends within a second or two, answers under way included. */
  @Override
  public void close() {
    servers.forEach(server -> server.stop(1));
    threads.close();
  }
}
