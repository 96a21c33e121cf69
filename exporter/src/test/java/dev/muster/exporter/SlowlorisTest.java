package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.CollectorSettings;
import dev.muster.exporter.collector.Collectors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A minute beside 2,000 slow connections, each of which says a few bytes every five seconds and
 * comes again ten seconds after it was closed; meanwhile a scrape a second, each on a connection of
 * its own. It judges by the clock, so it runs where it is asked for alone: {@code mvn -pl exporter
 * -am test -Dtest=SlowlorisTest -Dmuster.slowloris=true}, on a machine with nothing else to do.
 */
@EnabledIfSystemProperty(named = "muster.slowloris", matches = "true")
class SlowlorisTest {
  private static final int CONNECTIONS = 2000;
  private static final int SECONDS = 60;
  private static final Duration BETWEEN_BYTES = Duration.ofSeconds(5);
  private static final Duration BEFORE_AGAIN = Duration.ofSeconds(10);

  enum Kind {
    /** Says nothing. */
    SILENT,
    /** Begins a TLS greeting that never ends. */
    HALF_GREETING,
    /** Ends the TLS handshake and begins a request that never ends. */
    HALF_REQUEST
  }

  @TempDir Path folder;
  private final AtomicInteger opened = new AtomicInteger();

  @ParameterizedTest
  @EnumSource
  void slowConnections_everyScrapeTakesLessThanASecond(Kind kind) throws Exception {
    var collectors = Collectors.all(CollectorSettings.defaults()).toArray(Collector[]::new);
    try (Exporter exporter = Exporter.start(Exporter.settings(folder), collectors)) {
      for (int i = 0; i < 10; i++) {
        scrape(exporter);
      }
      List<Long> millis;
      try (ExecutorService attackers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < CONNECTIONS; i++) {
          attackers.execute(() -> attack(exporter, kind));
        }
        millis = scrapes(exporter);
        attackers.shutdownNow();
      }
      millis.sort(null);
      System.err.printf(
          "%s: %d scrapes, p50 %d ms, p95 %d ms, longest %d ms; %d connections opened%n",
          kind,
          millis.size(),
          millis.get(SECONDS / 2),
          millis.get(SECONDS * 95 / 100),
          millis.getLast(),
          opened.get());
      assertThat(millis).hasSize(SECONDS);
      assertThat(millis.getLast()).isLessThan(1000);
    }
  }

  private static List<Long> scrapes(Exporter exporter) throws Exception {
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < SECONDS; i++) {
      long took = scrape(exporter);
      millis.add(took);
      TimeUnit.MILLISECONDS.sleep(Math.max(0, 1000 - took));
    }
    return millis;
  }

  private static long scrape(Exporter exporter) throws Exception {
    long start = System.nanoTime();
    try (var client = exporter.freshClient()) {
      HttpResponse<String> answer =
          client.send(exporter.request("/metrics").build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
    }
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  private void attack(Exporter exporter, Kind kind) {
    while (!Thread.currentThread().isInterrupted()) {
      try (var socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), exporter.port()), 5000);
        opened.incrementAndGet();
        drip(kind == Kind.HALF_REQUEST ? greeted(exporter, socket) : socket, kind);
      } catch (IOException closed) {
        // As it should be; it comes again.
      }
      try {
        TimeUnit.MILLISECONDS.sleep(BEFORE_AGAIN.toMillis());
      } catch (InterruptedException over) {
        return;
      }
    }
  }

  private static Socket greeted(Exporter exporter, Socket socket) throws IOException {
    var factory = exporter.client().sslContext().getSocketFactory();
    var tls = (SSLSocket) factory.createSocket(socket, "127.0.0.1", exporter.port(), true);
    tls.setSoTimeout(20_000);
    tls.startHandshake();
    return tls;
  }

  private static void drip(Socket socket, Kind kind) throws IOException {
    socket.setSoTimeout((int) BETWEEN_BYTES.toMillis());
    byte[] next =
        switch (kind) {
          case SILENT -> new byte[0];
          case HALF_GREETING -> new byte[] {0x16, 3, 1, 1, 0, 1, 0, 0};
          case HALF_REQUEST -> "GET /metrics HTTP/1.1\r\nHost: x\r\n".getBytes(US_ASCII);
        };
    while (true) {
      socket.getOutputStream().write(next);
      try {
        if (socket.getInputStream().read() < 0) {
          return;
        }
      } catch (SocketTimeoutException stillOpen) {
        next =
            switch (kind) {
              case SILENT -> new byte[0];
              case HALF_GREETING -> new byte[1];
              case HALF_REQUEST -> "X-A: b\r\n".getBytes(US_ASCII);
            };
      }
    }
  }
}
