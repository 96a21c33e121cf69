package dev.muster.e2e.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.e2e.MusterProcess;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The server under test as programs ask it, over connections that are kept. */
final class SoakApi implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final JsonMapper JSON = new JsonMapper();

  private final String base;
  private final HttpClient http;
  private final String logIn;

  SoakApi(MusterProcess server) {
    this.base = "https://127.0.0.1:" + server.port();
    this.http = HttpClient.newBuilder().sslContext(server.trust()).build();
    var credentials = ("admin:" + MusterProcess.PASSWORD).getBytes(UTF_8);
    this.logIn = "Basic " + Base64.getEncoder().encodeToString(credentials);
  }

  HttpClient http() {
    return http;
  }

  /** A request to this path, without a log-in. */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
  }

  /**
   * What a GET answers.
   *
   * @throws IOException if it is not answered with 200
   */
  byte[] get(String path) throws IOException, InterruptedException {
    return body(request(path).header("Authorization", logIn).build());
  }

  /** What a request answers; likewise. */
  byte[] body(HttpRequest request) throws IOException, InterruptedException {
    return answer(request).body();
  }

  HttpResponse<byte[]> answer(HttpRequest request) throws IOException, InterruptedException {
    var answer = http.send(request, BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      String text = new String(answer.body(), UTF_8);
      throw new IOException(answer.statusCode() + " to " + request.uri().getPath() + ": " + text);
    }
    return answer;
  }

  /** The {@code data} of an answer in JSON. */
  JsonNode data(String path) throws IOException, InterruptedException {
    return JSON.readTree(get(path)).path("data");
  }

  /** The sum of an expression's values now; 0 where there are none. */
  double sum(String expression) throws IOException, InterruptedException {
    double sum = 0;
    for (var sample : data("/api/v1/query?query=" + encoded(expression)).path("result")) {
      sum += Double.parseDouble(sample.path("value").path(1).asString());
    }
    return sum;
  }

  /** The server's own metrics: each series as it stands on the page. */
  Map<String, Double> metrics() throws IOException, InterruptedException {
    var values = new HashMap<String, Double>();
    for (String line : new String(get("/metrics"), UTF_8).split("\n", -1)) {
      int space = line.lastIndexOf(' ');
      if (space > 0 && line.charAt(0) != '#') {
        values.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
      }
    }
    return values;
  }

  static HttpRequest.BodyPublisher text(String text) {
    return BodyPublishers.ofString(text);
  }

  static JsonNode json(byte[] body) {
    return JSON.readTree(body);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
