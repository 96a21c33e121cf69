package dev.muster.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Tls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;

/** HTTPS servers on loopback that look like so many PCs of 300 series each. */
final class SimulatedClients implements AutoCloseable {
  private static final int SERIES = 300;

  private final List<HttpsServer> servers = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger scrapes = new AtomicInteger();

  /** Starts them with certificates of the authority in this folder. */
  SimulatedClients(int count, Path authority) throws IOException {
    this(count, authority, false);
  }

  /**
   * The same.
   *
   * @param mutual whether they answer those alone who show a certificate of that authority
   */
  SimulatedClients(int count, Path authority, boolean mutual) throws IOException {
    var opened = CertificateAuthority.openOrMake(authority);
    var identity = opened.issueServer("simulated", List.of("127.0.0.1"));
    var context = Tls.context(identity, Tls.trusting(List.of(opened.certificate())));
    for (int i = 0; i < count; i++) {
      var server =
          HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
      server.setHttpsConfigurator(configurator(context, mutual));
      server.setExecutor(threads);
      int client = i;
      server.createContext("/", exchange -> exchange.sendResponseHeaders(404, -1));
      server.createContext("/metrics", exchange -> answer(exchange, client));
      server.start();
      servers.add(server);
    }
  }

  private static HttpsConfigurator configurator(SSLContext context, boolean mutual) {
    return new HttpsConfigurator(context) {
      @Override
      public void configure(HttpsParameters parameters) {
        var settings = getSSLContext().getDefaultSSLParameters();
        settings.setNeedClientAuth(mutual);
        parameters.setSSLParameters(settings);
      }
    };
  }

  /** How often any of them was scraped. */
  int scrapes() {
    return scrapes.get();
  }

  /** A fleet file of them all, scraped every second. */
  String fleet() {
    var text = new StringBuilder("<fleet><scrape interval=\"1s\" timeout=\"1s\"/>\n");
    for (int i = 0; i < servers.size(); i++) {
      text.append(
              "<client name=\"sim-%02d\" ip=\"127.0.0.1\" exporter-port=\"%d\">"
                  .formatted(i, servers.get(i).getAddress().getPort()))
          .append("<alert type=\"memory\" limit=\"90%\"/></client>\n");
    }
    return text.append("</fleet>\n").toString();
  }

  private void answer(HttpExchange exchange, int client) throws IOException {
    try (exchange) {
      var packed = new ByteArrayOutputStream();
      try (var gzip = new GZIPOutputStream(packed)) {
        gzip.write(page(client, scrapes.incrementAndGet()).getBytes(StandardCharsets.UTF_8));
      }
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
      exchange.sendResponseHeaders(200, packed.size());
      exchange.getResponseBody().write(packed.toByteArray());
    }
  }

  private static String page(int client, int turn) {
    var page = new StringBuilder(SERIES * 80);
    page.append("# TYPE node_memory_MemTotal_bytes gauge\nnode_memory_MemTotal_bytes 8e9\n");
    page.append("# TYPE node_memory_MemAvailable_bytes gauge\nnode_memory_MemAvailable_bytes ")
        .append(4e9 + turn)
        .append('\n');
    page.append("# TYPE node_cpu_seconds_total counter\n");
    for (int i = 0; i < SERIES - 2; i++) {
      page.append("node_cpu_seconds_total{cpu=\"")
          .append(i / 8)
          .append("\",mode=\"mode")
          .append(i % 8);
      page.append("\"} ").append(i % 3 == 0 ? 100 + turn / 10.0 + client : 42).append('\n');
    }
    return page.toString();
  }

  @Override
  public void close() {
    servers.forEach(server -> server.stop(0));
    threads.close();
  }
}
