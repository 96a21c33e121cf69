package dev.muster.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A stock server that answers PromQL on a port of its own, as a process. */
final class Peer implements AutoCloseable {
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final Path VICTORIA = Path.of("/usr/bin/victoria-metrics");
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> command;
  private final int port;
  private final Path log;
  private Process process;

  private Peer(List<String> command, int port, Path log) throws IOException {
    this.command = command;
    this.port = port;
    this.log = log;
    process = run();
  }

  private Process run() throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** Ends it in order. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("a peer does not end");
    }
  }

  /** Starts it again. */
  void startAgain() throws IOException {
    process = run();
  }

  /** Debian's Prometheus. */
  static Peer prometheus(Path config, Path folder, String... more) throws IOException {
    int port = MusterProcess.freePort();
    var command =
        new ArrayList<>(
            List.of(
                PROMETHEUS.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port));
    command.addAll(List.of(more));
    return start("prometheus", PROMETHEUS, command, port, folder);
  }

  /** Debian's VictoriaMetrics, whose charts else end half a minute ago. */
  static Peer victoria(Path folder) throws IOException {
    int port = MusterProcess.freePort();
    var command =
        List.of(
            VICTORIA.toString(),
            "-storageDataPath=" + folder.resolve("victoria"),
            "-search.latencyOffset=1s",
            "-httpListenAddr=127.0.0.1:" + port);
    return start("victoria-metrics", VICTORIA, command, port, folder);
  }

  private static Peer start(String name, Path program, List<String> command, int port, Path folder)
      throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(program), "no " + name + " here");
    var log = folder.resolve(name + ".log");
    return new Peer(command, port, log);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** What it answers to GET; "" while it does not. */
  String get(String path) throws InterruptedException {
    try {
      var answer =
          http.send(
              HttpRequest.newBuilder(address().resolve(path))
                  .timeout(Duration.ofSeconds(20))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? answer.body() : "";
    } catch (IOException e) {
      return "";
    }
  }

  /** The elements of an instant query; none while it does not answer. */
  JsonNode query(String expression) throws InterruptedException {
    String query = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    String body = get("/api/v1/query?nocache=1&query=" + query);
    return body.isEmpty() ? JSON.createArrayNode() : JSON.readTree(body).get("data").get("result");
  }

  /** The value of an instant query with one element; NaN where there is none. */
  double value(String expression) throws InterruptedException {
    var result = query(expression);
    return result.isEmpty() ? Double.NaN : result.get(0).get("value").get(1).asDouble();
  }

  @Override
  public void close() {
    http.close();
    process.destroyForcibly().onExit().join();
  }
}
