package dev.muster.scraper;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.muster.archive.EventRecord;
import dev.muster.fleet.Client;
import dev.muster.web.Tls;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EventLoopTest {
  private final ManualTicker ticker = new ManualTicker(1_000_000);
  private final MemoryArchive archive = new MemoryArchive();
  private final List<String> queries = new CopyOnWriteArrayList<>();
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private volatile int written;
  private volatile int status = 200;
  private volatile String instead = "";
  private volatile boolean up = true;
  private TestServer server;
  private ScraperMetrics metrics;
  private Connections connections;
  private EventLoop loop;
  private Thread thread;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.http(this::serve);
    connections = new Connections(Tls.trusting(List.of()), null, InstantSource.system());
    metrics = new ScraperMetrics(registry, List::of);
    begin(Fleets.http("pc", server.port()));
  }

  private void begin(Client client) {
    var exporter = new Exporter(client, Fleets.SETTINGS, connections.to(client, Fleets.SETTINGS));
    var buffers = new Page.Buffers();
    loop =
        new EventLoop(
            client, Fleets.SETTINGS, 1, exporter, archive, ticker, metrics, buffers, () -> up);
    thread = Thread.ofVirtual().start(loop);
  }

  @AfterEach
  void stop() throws InterruptedException {
    end();
    connections.close();
    server.close();
  }

  private void end() throws InterruptedException {
    loop.stop();
    thread.interrupt();
    thread.join();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getRawQuery();
    queries.add(exchange.getRequestURI().getPath() + "?" + query);
    boolean failing = status != 200 && (status != 400 || query.contains("after="));
    TestServer.answer(exchange, failing ? status : 200, failing ? "no" : answer(query));
  }

  /** Cursors count the events before them. */
  private String answer(String query) {
    if (!instead.isEmpty()) {
      return instead;
    }
    if (!query.contains("after=")) {
      return "{\"cursor\":\"" + written + "\"}\n";
    }
    int after = Integer.parseInt(query.replaceAll("after=(\\d+)&.*", "$1"));
    int end = Math.min(written, after + 500);
    var lines = new StringBuilder();
    for (int i = after + 1; i <= end; i++) {
      lines.append(
          """
          {"cursor":"%d","time":%d.5,"log":"syslog","level":"Error","source":"sshd","event_id":"","message":"no %d"}
          """
              .formatted(i, i, i));
    }
    return lines.append("{\"cursor\":\"").append(end).append("\"}").toString();
  }

  private void round() throws InterruptedException {
    ticker.awaitAsleep(1);
    ticker.advance(5000);
    ticker.awaitAsleep(1);
  }

  @Test
  void first_takesOnlyTheEnd() throws InterruptedException {
    written = 7;
    round();
    assertThat(archive.cursor("pc")).isEqualTo("7");
    assertThat(queries).containsExactly("/events?limit=500");
    assertThat(archive.awaitEvents("pc", 0)).isEmpty();
  }

  @Test
  void events_allPages_inOrder() throws InterruptedException {
    round();
    written = 1200;
    round();
    var events = archive.awaitEvents("pc", 1200);
    assertThat(events).hasSize(1200);
    assertThat(events.getFirst())
        .isEqualTo(new EventRecord(1500, "syslog", "error", "sshd", "", "no 1"));
    assertThat(events.getLast().message()).isEqualTo("no 1200");
    assertThat(archive.cursor("pc")).isEqualTo("1200");
    assertThat(queries).contains("/events?after=0&limit=500", "/events?after=1000&limit=500");
  }

  @Test
  void event_tooLong_isLeftOutAndStopsNothing() throws InterruptedException {
    round();
    instead =
        """
        {"cursor":"1","time":1,"log":"l","level":"error","source":"s","event_id":"","message":"%s"}
        {"cursor":"2","time":2,"log":"l","level":"error","source":"s","event_id":"","message":"short"}
        {"cursor":"2"}
        """
            .formatted("x".repeat(70_000));
    round();
    assertThat(archive.awaitEvents("pc", 1)).extracting(EventRecord::message).contains("short");
    assertThat(archive.cursor("pc")).isEqualTo("2");
  }

  @Test
  void client_withoutEvents_isAskedAgainAfterTenMinutes() throws InterruptedException {
    status = 404;
    round();
    round();
    round();
    assertThat(queries).hasSize(1);
    ticker.advance(600_000);
    ticker.awaitAsleep(1);
    assertThat(queries).hasSize(2);
  }

  @Test
  void client_withoutEvents_isAFailureOnlyWhereTheyAreToBeMailed() throws InterruptedException {
    status = 401;
    round();
    assertThat(queries).hasSize(1);
    assertThat(metrics.eventFailures.get()).isZero();
    end();
    begin(Fleets.mailingEvents(Fleets.http("pc", server.port())));
    ticker.awaitAsleep(1);
    ticker.advance(5000);
    ticker.awaitAsleep(1);
    assertThat(queries).hasSize(2);
    assertThat(metrics.eventFailures.get()).isEqualTo(1);
  }

  @Test
  void client_down_isNotAsked() throws InterruptedException {
    up = false;
    round();
    assertThat(queries).isEmpty();
  }

  @Test
  void cursor_unknownToTheClient_startsAtTheEnd() throws InterruptedException {
    round();
    written = 5;
    status = 400;
    round();
    assertThat(archive.cursor("pc")).isEqualTo("5");
    assertThat(archive.awaitEvents("pc", 0)).isEmpty();
  }

  @Test
  void answer_wrong_changesNothing() throws InterruptedException {
    round();
    for (String wrong :
        List.of(
            "{\"cursor\":\"1\",\"time\":1}\nnonsense\n{\"cursor\":\"2\"}\n",
            "{\"time\":1}\n",
            "{\"cursor\":\"1\",\"time\":\"yesterday\"}\n",
            "{\"cursor\":\"1\",\"time\":\"+999999999-12-31T00:00:00Z\"}\n",
            "\n\n",
            "{\"cursor\":\"1\",\"message\":\"" + "x".repeat(70_000) + "\"}\n")) {
      instead = wrong;
      round();
    }
    assertThat(archive.cursor("pc")).isEqualTo("0");
    assertThat(archive.awaitEvents("pc", 0)).isEmpty();
    instead = "";
    written = 1;
    round();
    assertThat(archive.awaitEvents("pc", 1)).hasSize(1);
  }
}
