package dev.muster.exporter.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real exporter process that pushes, and ends by SIGKILL while the receiver is away. */
@Timeout(400)
class KilledPushTest {
  private static final Pattern QUEUED = Pattern.compile("\nhost_push_queue_samples (\\S+)\n");

  @TempDir Path folder;
  private HttpServer receiver;
  private volatile int status = 503;

  /** The times of the readings in the order in which they came. */
  private final List<Long> times = new CopyOnWriteArrayList<>();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private int port;
  private @Nullable Process process;

  @BeforeEach
  void setUp() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", this::receive);
    receiver.start();
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
  }

  @AfterEach
  void tearDown() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
    client.close();
    receiver.stop(0);
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      int answer = status;
      if (answer == 204) {
        Received.of(body).stream()
            .filter(each -> each.name().equals("up"))
            .forEach(each -> times.add(each.timeMillis()));
      }
      exchange.sendResponseHeaders(answer, -1);
    }
  }

  private void start(String... flags) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.muster.exporter.Main",
                "--path.state=" + folder.resolve("state"),
                "--collector.disable-defaults",
                "--collector.time",
                "--push.url=http://127.0.0.1:" + receiver.getAddress().getPort() + "/write",
                "--push.insecure-http",
                "--push.interval=1s"));
    command.addAll(Arrays.asList(flags));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(out().toFile()))
            .start();
  }

  private Path out() {
    return folder.resolve("out");
  }

  private void startWithPage() throws IOException {
    start("--web.listen-address=127.0.0.1:" + port, "--web.insecure-http");
  }

  private void end(boolean forcibly) throws InterruptedException {
    Process running = process;
    if (running == null) {
      return;
    }
    if (forcibly) {
      running.destroyForcibly();
    } else {
      running.destroy();
    }
    running.waitFor();
  }

  /** The samples that wait, by the exporter's own page; -1 where there is none yet. */
  private double queued() {
    try {
      String page =
          client
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                      .timeout(Duration.ofSeconds(20))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      Matcher queued = QUEUED.matcher(page);
      return queued.find() ? Double.parseDouble(queued.group(1)) : -1;
    } catch (IOException notYet) {
      return -1;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void await(BooleanSupplier condition) throws Exception {
    for (int i = 0; !condition.getAsBoolean(); i++) {
      assertThat(i).as(Files.readString(out())).isLessThan(4000);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @Test
  void killed_whileTheReceiverIsAway_eachReadingOnceAndInOrder() throws Exception {
    startWithPage();
    await(() -> queued() >= 60);
    double atLeast = queued();
    end(true);
    startWithPage();
    await(() -> queued() >= atLeast + 40);
    double samples = queued();
    status = 204;
    await(() -> queued() == 0);
    int first = times.size();
    assertThat(times).isSorted().doesNotHaveDuplicates();

    status = 503;
    await(() -> queued() >= 40);
    end(false);
    status = 204;
    startWithPage();
    await(() -> times.size() >= first + 4 && queued() == 0);
    assertThat(times).isSorted().doesNotHaveDuplicates();
    assertThat(samples).isGreaterThan(atLeast);
    assertThat(Files.readString(out())).contains("pushing fails, readings wait in the queue");
  }

  @Test
  void logIn_refused_isToldWithoutTheSecret() throws Exception {
    status = 401;
    Path token = Files.writeString(folder.resolve("token"), "my-secret-token\n", UTF_8);
    start("--no-web", "--push.token-file=" + token);
    await(() -> said("the receiver refuses samples, they are dropped"));
    end(false);
    assertThat(Files.readString(out()))
        .contains("reason=\"HTTP 401\"", "listening nowhere")
        .doesNotContain("my-secret-token");
    assertThat(folder.resolve("state/exporter.pem")).doesNotExist();
  }

  private boolean said(String line) {
    try {
      return Files.readString(out()).contains(line);
    } catch (IOException notYet) {
      return false;
    }
  }
}
