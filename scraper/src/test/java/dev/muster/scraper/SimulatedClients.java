package dev.muster.scraper;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import okhttp3.tls.HeldCertificate;

/**
 * A program with many HTTPS servers, each with a page of node-like series whose values change on
 * every scrape. Prints the certificate of their authority and their ports, and ends with its input.
 */
final class SimulatedClients {
  private SimulatedClients() {}

  private static final class Page {
    private final Random random;
    private final double[] values;

    Page(int series, int seed) {
      this.random = new Random(seed);
      this.values = new double[series];
    }

    /** A third each of constants, counters and noisy gauges. */
    synchronized byte[] next() {
      var text = new StringBuilder("# HELP node_cpu_seconds_total Seconds.\n");
      for (int i = 0; i < values.length; i++) {
        switch (i % 3) {
          case 0 -> values[i] = 8_589_934_592.0 + i;
          case 1 -> values[i] += random.nextInt(100) / 100.0;
          default -> values[i] = 1e9 * random.nextDouble();
        }
        text.append("node_simulated_").append(i / 10).append("_total{device=\"disk").append(i % 10);
        text.append("\",mode=\"idle\"} ").append(values[i]).append('\n');
      }
      return text.toString().getBytes(StandardCharsets.UTF_8);
    }
  }

  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    int series = Integer.parseInt(arguments[1]);
    System.setProperty("sun.net.httpserver.nodelay", "true");
    var authority = new HeldCertificate.Builder().certificateAuthority(0).build();
    var identity =
        TestServer.identity(
            new HeldCertificate.Builder()
                .signedBy(authority)
                .addSubjectAlternativeName("127.0.0.1")
                .build());
    List<TestServer> servers = new ArrayList<>();
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println(Base64.getEncoder().encodeToString(authority.certificate().getEncoded()));
    for (int i = 0; i < count; i++) {
      var page = new Page(series, i);
      var server = TestServer.https(identity, exchange -> answer(exchange, page));
      servers.add(server);
      out.println(server.port());
    }
    while (System.in.read() >= 0) {
      // until the other side ends
    }
    servers.forEach(TestServer::close);
  }

  private static void answer(HttpExchange exchange, Page page) throws IOException {
    if (!exchange.getRequestURI().getPath().equals("/metrics")) {
      TestServer.answer(exchange, 404, "");
      return;
    }
    byte[] packed = TestServer.gzip(page.next());
    exchange.getResponseHeaders().add("Content-Encoding", "gzip");
    exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
    exchange.sendResponseHeaders(200, packed.length);
    exchange.getResponseBody().write(packed);
    exchange.close();
  }
}
