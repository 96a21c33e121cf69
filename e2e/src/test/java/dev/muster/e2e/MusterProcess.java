package dev.muster.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code muster up} as a process of its own, as a user starts it, and a client of its port. */
public final class MusterProcess implements AutoCloseable {
  public static final String PASSWORD = "correct horse battery staple";
  private static final Duration START = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();

  /** Starts soon and compiles little. */
  private static final List<String> QUICK =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xmx512m",
          "--enable-native-access=ALL-UNNAMED");

  private final Process process;
  private final Path data;
  private final int port;
  private final Path output;

  private MusterProcess(Process process, Path data, int port, Path output) {
    this.process = process;
    this.data = data;
    this.port = port;
    this.output = output;
  }

  /** Starts it and waits for its ready line. */
  static MusterProcess up(Path data, Path fleet) throws IOException, InterruptedException {
    return up(data, fleet, freePort());
  }

  /** The same with further arguments. */
  static MusterProcess up(Path data, Path fleet, int port, String... more)
      throws IOException, InterruptedException {
    return serve(
        data,
        fleet,
        port,
        QUICK,
        Stream.concat(Stream.of("up"), Stream.of(more)).toArray(String[]::new));
  }

  /** The same with more in its environment. */
  static MusterProcess up(Path data, Path fleet, Map<String, String> environment)
      throws IOException, InterruptedException {
    return serve(data, fleet, freePort(), QUICK, environment, "up");
  }

  /** {@code up} as {@code ./muster} runs it with {@code MUSTER_JAVA_OPTS}. */
  static MusterProcess upWith(Path data, Path fleet, String... options)
      throws IOException, InterruptedException {
    var all = new ArrayList<>(List.of("@" + Repository.file("app/server.options")));
    all.addAll(List.of(options));
    return serve(data, fleet, freePort(), all, Map.of(), "up");
  }

  /** {@code up} by the Java options that {@code ./muster} gives it. */
  public static MusterProcess asInstalled(Path data, Path fleet)
      throws IOException, InterruptedException {
    var options = List.of("@" + Repository.file("app/server.options"));
    return serve(data, fleet, freePort(), options, "up");
  }

  /** {@code muster alertbridge} beside a Prometheus. */
  static MusterProcess alertBridge(Path data, Path fleet, String query)
      throws IOException, InterruptedException {
    return serve(data, fleet, freePort(), QUICK, "alertbridge", "--query", query);
  }

  private static MusterProcess serve(
      Path data, Path fleet, int port, List<String> options, String... command)
      throws IOException, InterruptedException {
    return serve(data, fleet, port, options, Map.of(), command);
  }

  private static MusterProcess serve(
      Path data,
      Path fleet,
      int port,
      List<String> options,
      Map<String, String> environment,
      String... command)
      throws IOException, InterruptedException {
    var output = Files.createTempFile(data.toAbsolutePath().getParent(), command[0], ".log");
    var arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--data", data.toString(), "--config", fleet.toString()));
    arguments.add("--web.listen-address=127.0.0.1:" + port);
    var process = start(output, options, environment, arguments.toArray(String[]::new));
    var muster = new MusterProcess(process, data, port, output);
    muster.await(
        START, "the ready line", () -> Files.readString(output).contains("Muster is ready"));
    return muster;
  }

  /** Starts any subcommand; what it prints goes to a file. */
  static Process start(Path output, String... arguments) throws IOException {
    return start(output, QUICK, Map.of(), arguments);
  }

  private static Process start(
      Path output, List<String> options, Map<String, String> environment, String... arguments)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.muster.app.Main"));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("MUSTER_ADMIN_PASSWORD", PASSWORD);
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Runs a subcommand to its end: exit code and what it printed. */
  static Finished run(Path folder, String... arguments) throws IOException, InterruptedException {
    var output = Files.createTempFile(folder, "run", ".log");
    var process = start(output, arguments);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("did not end: " + Files.readString(output));
    }
    return new Finished(process.exitValue(), Files.readString(output));
  }

  record Finished(int exitCode, String output) {}

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** How it ended. */
  int exitCode() {
    return process.exitValue();
  }

  public Path archive() {
    return data.resolve("archive.db");
  }

  /** The certificate of the authority that vouches for it. */
  Path authority() {
    return data.resolve("ca").resolve("ca.pem");
  }

  public String output() throws IOException {
    return Files.readString(output);
  }

  /** kill -9. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM, which it has to end well; how long that took. */
  public Duration terminate() throws IOException, InterruptedException {
    long start = System.nanoTime();
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("SIGTERM did not end it within 30 s");
    }
    if (process.exitValue() != 0) {
      throw new AssertionError("SIGTERM ended it with " + process.exitValue() + ":\n" + output());
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder().GET(), path, true);
  }

  HttpResponse<String> getWithoutLogIn(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder().GET(), path, false);
  }

  HttpResponse<String> post(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.noBody()), path, true);
  }

  /** Logs in as a browser does. */
  HttpResponse<String> logIn() throws IOException, InterruptedException {
    var credentials =
        JSON.writeValueAsString(
            JSON.createObjectNode().put("name", "admin").put("password", PASSWORD));
    return send("POST", "/api/muster/v1/session", credentials);
  }

  /** A request with JSON. */
  HttpResponse<String> send(String method, String path, String json)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(json)),
        path,
        true);
  }

  /** The data of an instant query's answer. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    var answer =
        get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body()).get("data");
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String path, boolean logIn)
      throws IOException, InterruptedException {
    if (logIn) {
      var credentials = ("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
    }
    try (var client = HttpClient.newBuilder().sslContext(trust()).build()) {
      return client.send(
          request
              .uri(URI.create("https://127.0.0.1:" + port + path))
              .timeout(Duration.ofSeconds(20))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /** Trusts this server's own authority, as its README says. */
  public SSLContext trust() {
    try (InputStream pem = Files.newInputStream(authority())) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until something holds; fails with the program's output otherwise. */
  public void await(Duration most, String what, Condition condition)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (!condition.holds()) {
      if (!process.isAlive()) {
        throw new AssertionError(
            "ended with " + process.exitValue() + " before " + what + ":\n" + output());
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("no " + what + " within " + most + ":\n" + output());
      }
      Thread.sleep(50);
    }
  }

  public interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  /** A port nobody listens on now. */
  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Ends it as a service manager does: asks, then kills. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
