package dev.muster.e2e.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Targets whose page says how often it was read, and whether their memory is full. */
final class SimulatedPcs implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final int count;
  private final Map<String, Boolean> full = new ConcurrentHashMap<>();

  /** When each page was given, Unix milliseconds, by its number. */
  private final Map<String, ConcurrentSkipListMap<Long, Long>> given = new ConcurrentHashMap<>();

  SimulatedPcs(int count) throws IOException {
    this.count = count;
    for (int i = 0; i < count; i++) {
      given.put(name(i), new ConcurrentSkipListMap<>());
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0), 64);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  static String name(int number) {
    return "sim-%02d".formatted(number);
  }

  int count() {
    return count;
  }

  /** The clients of a fleet file. */
  String clients() {
    var text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(
          """
            <client name="%s" ip="127.1.0.%d" exporter-port="%d" exporter-scheme="http" exporter-path="/%s">
              <alert type="memory" limit="50%%"/>
            </client>
          """
              .formatted(name(i), i + 1, server.getAddress().getPort(), name(i)));
    }
    return text.toString();
  }

  void setFull(String client, boolean isFull) {
    full.put(client, isFull);
  }

  /** The pages of a client: when each was given, by its number from 1 on. */
  Map<Long, Long> pages(String client) {
    return given.getOrDefault(client, new ConcurrentSkipListMap<>());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String client = exchange.getRequestURI().getPath().substring(1);
      var pages = given.get(client);
      if (pages == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      long number;
      synchronized (pages) {
        number = pages.size() + 1L;
        pages.put(number, System.currentTimeMillis());
      }
      byte[] page =
          """
          # TYPE faults_pages_total counter
          faults_pages_total %d
          # TYPE node_memory_MemTotal_bytes gauge
          node_memory_MemTotal_bytes 1000
          # TYPE node_memory_MemAvailable_bytes gauge
          node_memory_MemAvailable_bytes %d
          """
              .formatted(number, full.getOrDefault(client, false) ? 100 : 900)
              .getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
      exchange.sendResponseHeaders(200, page.length);
      exchange.getResponseBody().write(page);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
