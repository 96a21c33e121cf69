package dev.muster.scraper;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Shows everybody who asks the same answers in the same order, and the last one ever after. */
final class PeerPages implements AutoCloseable {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  /** One answer. */
  record Answer(int status, String type, boolean packed, String body) {
    static Answer text(String body) {
      return new Answer(200, TEXT, false, body);
    }

    static Answer packed(String body) {
      return new Answer(200, TEXT, true, body);
    }

    static Answer openMetrics(String body) {
      return new Answer(200, OPEN_METRICS, false, body);
    }

    static Answer failing() {
      return new Answer(500, TEXT, false, "a 1\n");
    }
  }

  private final Map<String, List<Answer>> answers;
  private final Map<String, Integer> turns = new ConcurrentHashMap<>();
  private final TestServer server;

  /**
   * @param answers by path
   */
  PeerPages(Map<String, List<Answer>> answers) throws IOException {
    this.answers = answers;
    this.server = TestServer.http(this::answer);
  }

  int port() {
    return server.port();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String asker = path + " " + exchange.getRequestHeaders().getFirst("User-Agent");
    int turn = turns.merge(asker, 1, Integer::sum) - 1;
    var all = answers.getOrDefault(path, List.of());
    send(exchange, all.get(Math.min(turn, all.size() - 1)));
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(UTF_8);
    if (answer.packed()) {
      body = TestServer.gzip(body);
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.close();
  }
}
