package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.web.Passwords;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real exporter process that dies by SIGKILL again and again while its log is written to. */
@Timeout(180)
class KilledExporterTest {
  private static final int RECORDS = 10_000;
  private static final int KILLS = 10;
  private static final Pattern MESSAGE = Pattern.compile("\"message\":\"record (\\d+)\"");
  private static final Pattern CURSOR = Pattern.compile("^\\{\"cursor\":\"([^\"]+)\"");

  @TempDir Path folder;
  private Path log;
  private int port;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private @Nullable Process process;
  private String cursor = "";
  private final List<Integer> got = new ArrayList<>();

  @BeforeEach
  void setUp() throws IOException {
    log = Files.createFile(folder.resolve("app.log"));
    Files.writeString(
        folder.resolve("web.yml"),
        "basic_auth_users:\n  it: \"%s\"\n".formatted(Passwords.hash("secret")));
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
  }

  @AfterEach
  void tearDown() {
    client.close();
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private void start() throws Exception {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--web.listen-address=127.0.0.1:" + port,
                "--web.insecure-http",
                "--web.config.file=" + folder.resolve("web.yml"),
                "--path.state=" + folder.resolve("state"),
                "--collector.disable-defaults",
                "--collector.eventlog",
                "--collector.eventlog.file=" + log)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("exporter.out").toFile())
            .start();
    for (int i = 0; i < 600; i++) {
      try {
        get("/-/healthy");
        return;
      } catch (IOException notYet) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    throw new AssertionError(Files.readString(folder.resolve("exporter.out")));
  }

  private void kill() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().waitFor();
    }
  }

  private String get(String path) throws IOException, InterruptedException {
    String basic = Base64.getEncoder().encodeToString("it:secret".getBytes(UTF_8));
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Basic " + basic)
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private void write(int from, int to) throws IOException {
    var lines = new StringBuilder();
    for (int i = from; i < to; i++) {
      lines.append("2026-11-21T10:00:00Z pc prog[1]: record ").append(i).append('\n');
    }
    Files.writeString(log, lines, StandardOpenOption.APPEND);
  }

  /** Takes what there is, and acknowledges each answer by its last line alone. */
  private void fetch(int answers) throws IOException, InterruptedException {
    for (int i = 0; i < answers; i++) {
      String body = get("/events?limit=333" + (cursor.isEmpty() ? "" : "&after=" + cursor));
      for (String line : body.lines().toList()) {
        Matcher message = MESSAGE.matcher(line);
        if (message.find()) {
          got.add(Integer.parseInt(message.group(1)));
        }
        Matcher next = CURSOR.matcher(line);
        assertThat(next.find()).isTrue();
        cursor = next.group(1);
      }
    }
  }

  private void rotate(int kill) throws IOException {
    if (kill % 3 == 2) {
      Files.move(log, folder.resolve("app.log.%d".formatted(kill)));
      Files.createFile(log);
    }
  }

  @Test
  void killed_everyRecordOnceInEventsAndInTheCounts() throws Exception {
    start();
    fetch(1);
    int step = RECORDS / KILLS;
    for (int kill = 0; kill < KILLS; kill++) {
      int first = kill * step;
      write(first, first + step / 2);
      fetch(1);
      assertThat(get("/metrics")).contains(counted(first + step / 2));
      kill();
      rotate(kill);
      write(first + step / 2, first + step);
      start();
      assertThat(get("/metrics")).contains(counted(first + step));
    }
    fetch(RECORDS / 333 + 2);

    assertThat(got).isEqualTo(IntStream.range(0, RECORDS).boxed().toList());
    assertThat(get("/metrics")).contains(counted(RECORDS), "host_log_gaps_total{log=\"app\"} 0.0");
  }

  private static String counted(int records) {
    return "host_log_events_total{level=\"info\",log=\"app\"} %s\n".formatted((double) records);
  }
}
