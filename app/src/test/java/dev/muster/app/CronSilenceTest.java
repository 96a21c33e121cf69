package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.web.ListenAddress;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole server with a moved clock, and {@code muster silence add --cron} as a user gives it.
 */
@Timeout(240)
class CronSilenceTest {
  private static final String PASSWORD = "correct horse battery staple";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;
  private volatile Duration ahead = Duration.ZERO;
  private final Instant start = Instant.now();
  private final InstantSource clock = () -> Instant.now().plus(ahead);
  private MusterServer server;
  private HttpClient http;

  @BeforeEach
  void start() throws IOException {
    var fleet =
        Files.writeString(
            folder.resolve("fleet.xml"),
            """
            <fleet>
              <scrape interval="1s" timeout="1s"/>
              <alerting group-interval="1s"/>
              <defaults mail="it@example.org"/>
            </fleet>
            """);
    server =
        MusterServer.start(
            new ServerSettings(
                folder.resolve("data"),
                fleet,
                ListenAddress.parse("127.0.0.1:0"),
                Set.of(),
                Map.of(Users.FIRST_PASSWORD, PASSWORD)),
            clock);
    http = HttpClient.newBuilder().sslContext(ServerAccess.trust(folder.resolve("data"))).build();
  }

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  private String silence(String... arguments) throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "silence"));
    command.addAll(List.of(arguments));
    command.add("--url=" + server.address());
    command.add("--data=" + folder.resolve("data"));
    var output = folder.resolve("silence.txt");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("MUSTER_PASSWORD", PASSWORD);
    var process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(output);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private String send(String method, String path, String body)
      throws IOException, InterruptedException {
    String pair = Users.ADMIN + ":" + PASSWORD;
    var answer =
        http.send(
            HttpRequest.newBuilder(server.address().resolve(path))
                .header("Content-Type", "application/json")
                .header(
                    "Authorization",
                    "Basic "
                        + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  /** An alert of a client that stands for the whole story. */
  private void fire(String name) throws IOException, InterruptedException {
    send(
        "POST",
        "/api/v2/alerts",
        "[{\"labels\":{\"alertname\":\"%s\",\"client\":\"pc1\"},\"endsAt\":\"%s\"}]"
            .formatted(name, start.plus(Duration.ofDays(30))));
  }

  private List<String> mails() throws IOException {
    var mails = folder.resolve("data").resolve("mails");
    var subjects = new ArrayList<String>();
    if (Files.exists(mails)) {
      try (var files = Files.newDirectoryStream(mails, "*.eml")) {
        for (var file : files) {
          Files.readAllLines(file).stream()
              .filter(line -> line.startsWith("Subject: "))
              .forEach(subjects::add);
        }
      }
    }
    return subjects;
  }

  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private static void await(String what, Condition condition)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.sleep(50);
    }
  }

  private boolean isSilenced(String name) throws IOException, InterruptedException {
    return send("GET", "/api/v2/alerts?filter=alertname%3D" + name, "").contains("suppressed");
  }

  private long told(String name) throws IOException {
    Predicate<String> isAbout = subject -> subject.contains(name);
    return mails().stream().filter(isAbout).count();
  }

  @Test
  void window_holdsBackWhatBeginsInIt_tellsAtItsEnd_andComesBack() throws Exception {
    var begin = start.plus(Duration.ofHours(2)).atOffset(ZoneOffset.UTC);
    String cron = "%d %d * * *".formatted(begin.getMinute(), begin.getHour());
    String id =
        silence("add", "--client=pc1", "--cron", cron, "--for=1h", "--zone=UTC", "--comment=x")
            .strip();
    assertThat(silence("list")).contains(id, "pending");
    fire("Before");
    await("told before the window", () -> told("Before") == 1);

    ahead = Duration.ofMinutes(130);
    fire("Within");
    await("in the window", () -> isSilenced("Within"));
    assertThat(silence("list")).contains("active");
    assertThat(told("Within")).isZero();
    ahead = Duration.ofMinutes(185);
    await("told at the end of the window", () -> told("Within") == 1);

    ahead = Duration.ofMinutes(24 * 60 + 130);
    fire("NextDay");
    await("in the next window", () -> isSilenced("NextDay"));
    assertThat(told("NextDay")).isZero();
    ahead = Duration.ofMinutes(24 * 60 + 185);
    await("told at the end of that one", () -> told("NextDay") == 1);

    silence("expire", id);
    ahead = Duration.ofMinutes(48 * 60 + 130);
    fire("Ended");
    await("told, as the silence is over", () -> told("Ended") == 1);
  }
}
