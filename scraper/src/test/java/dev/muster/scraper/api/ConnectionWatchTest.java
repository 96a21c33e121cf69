package dev.muster.scraper.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Series;
import dev.muster.metrics.SeriesReader;
import dev.muster.promql.EngineSettings;
import io.javalin.Javalin;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ConnectionWatchTest {
  private static final long PATIENCE_SECONDS = 60;

  private final InetAddress loopback = InetAddress.getLoopbackAddress();
  private final CompletableFuture<Integer> status = new CompletableFuture<>();
  private final ArrayBlockingQueue<String> reads = new ArrayBlockingQueue<>(1);
  private final CompletableFuture<Void> goOn = new CompletableFuture<>();
  private Javalin server;

  /** A server whose query waits, in the midst of it, to be let go on. */
  @BeforeEach
  void start() {
    assumeTrue(Files.exists(Path.of("/proc/net/tcp")), "no table of connections here");
    SeriesReader reader =
        selection -> {
          reads.add("begun");
          goOn.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
          return List.of(
              new Series(Labels.of("__name__", "up"), new long[] {1}, new double[] {1}, 1));
        };
    var seconds = new AtomicLong();
    InstantSource clock = () -> Instant.ofEpochSecond(seconds.incrementAndGet());
    server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  new QueryApi(reader, EngineSettings.DEFAULT, clock).addTo(config.routes);
                  config.routes.after(context -> status.complete(context.statusCode()));
                })
            .start("127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop();
    }
  }

  private Socket ask() throws Exception {
    var socket = new Socket(loopback, server.port());
    var request = "GET /api/v1/query?query=sum(up)&time=1 HTTP/1.1\r\nHost: a\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    assertThat(reads.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("begun");
    return socket;
  }

  @Test
  void closedConnection_endsItsQuery() throws Exception {
    ConnectionWatch watch;
    try (var socket = ask()) {
      watch = new ConnectionWatch(server.port(), loopback, socket.getLocalPort());
      assertThat(watch.getAsBoolean()).isFalse();
    }
    for (int tries = 0; !watch.getAsBoolean() && tries < PATIENCE_SECONDS * 100; tries++) {
      Thread.sleep(10);
    }
    goOn.complete(null);
    assertThat(status.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(499);
  }

  @Test
  void openConnection_getsItsAnswer() throws Exception {
    try (var socket = ask()) {
      goOn.complete(null);
      assertThat(status.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(200);
      assertThat(socket.isClosed()).isFalse();
    }
  }
}
