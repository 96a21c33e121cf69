package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.web.Identity;
import dev.muster.web.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A minute beside 2,000 slow connections, each of which says a few bytes every five seconds and
 * comes again ten seconds after it was closed; they come one after the other over ten seconds, as
 * such programs have it, for as many handshakes at once are another kind of attack. Meanwhile a
 * scrape a second, each on a connection of its own. The exporter runs as its distribution runs it.
 * It judges by the clock, so it runs where it is asked for alone: {@code mvn -pl exporter -am test
 * -Dtest=SlowlorisTest -Dmuster.slowloris=true}, on a machine with nothing else to do.
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

  private Identity identity;
  private Process exporter;
  private volatile boolean over;

  @BeforeEach
  void start() throws Exception {
    Path state = Files.createDirectory(folder.resolve("state"));
    identity = Identity.readOrMakeSelfSigned(state, "exporter");
    exporter =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("..", "distribution", "jvm.options").toAbsolutePath().normalize(),
                "-XX:+UseCompactObjectHeaders",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--web.listen-address=127.0.0.1:0",
                "--path.state=" + state)
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    while (port() == 0) {
      assertThat(exporter.isAlive()).as(Files.readString(log())).isTrue();
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @AfterEach
  void stop() {
    exporter.destroyForcibly();
  }

  private Path log() {
    return folder.resolve("exporter.log");
  }

  /** What the log says; 0 before that. */
  private int port() throws IOException {
    Matcher said = Pattern.compile(" port=(\\d+) ").matcher(Files.readString(log()));
    return said.find() ? Integer.parseInt(said.group(1)) : 0;
  }

  @ParameterizedTest
  @EnumSource
  void slowConnections_everyScrapeTakesLessThanASecond(Kind kind) throws Exception {
    int port = port();
    for (int i = 0; i < 10; i++) {
      scrape(port);
    }
    List<Long> millis;
    try (ExecutorService attackers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CONNECTIONS; i++) {
        long firstMillis = BEFORE_AGAIN.toMillis() * i / CONNECTIONS;
        attackers.execute(() -> attack(port, kind, firstMillis));
      }
      try {
        millis = scrapes(port);
      } finally {
        over = true;
        attackers.shutdownNow();
      }
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
    assertThat(exporter.isAlive()).as(Files.readString(log())).isTrue();
    assertThat(millis).hasSize(SECONDS);
    assertThat(millis.getLast()).isLessThan(1000);
  }

  private List<Long> scrapes(int port) throws Exception {
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < SECONDS; i++) {
      long took = scrape(port);
      millis.add(took);
      TimeUnit.MILLISECONDS.sleep(Math.max(0, 1000 - took));
    }
    return millis;
  }

  private long scrape(int port) throws Exception {
    long start = System.nanoTime();
    try (var client = HttpClient.newBuilder().sslContext(trusting()).build()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/metrics")).build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
    }
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  private SSLContext trusting() {
    return Tls.context(null, Tls.pinned(identity.sha256()));
  }

  private void attack(int port, Kind kind, long firstMillis) {
    SSLSocketFactory factory = trusting().getSocketFactory();
    long pauseMillis = firstMillis;
    while (!over) {
      try {
        TimeUnit.MILLISECONDS.sleep(pauseMillis);
      } catch (InterruptedException over) {
        return;
      }
      pauseMillis = BEFORE_AGAIN.toMillis();
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
        opened.incrementAndGet();
        drip(kind == Kind.HALF_REQUEST ? greeted(factory, socket) : socket, kind);
      } catch (IOException closed) {
        // As it should be; it comes again.
      }
    }
  }

  private static Socket greeted(SSLSocketFactory factory, Socket socket) throws IOException {
    var tls = (SSLSocket) factory.createSocket(socket, "127.0.0.1", socket.getPort(), true);
    tls.setSoTimeout(20_000);
    tls.startHandshake();
    return tls;
  }

  private void drip(Socket socket, Kind kind) throws IOException {
    socket.setSoTimeout((int) BETWEEN_BYTES.toMillis());
    byte[] next =
        switch (kind) {
          case SILENT -> new byte[0];
          case HALF_GREETING -> new byte[] {0x16, 3, 1, 1, 0, 1, 0, 0};
          case HALF_REQUEST -> "GET /metrics HTTP/1.1\r\nHost: x\r\n".getBytes(US_ASCII);
        };
    while (!over) {
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
