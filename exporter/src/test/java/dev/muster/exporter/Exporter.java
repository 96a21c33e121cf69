package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.exporter.CollectorRuns.Patience;
import dev.muster.exporter.ExporterSettings.Reading;
import dev.muster.exporter.ExporterSettings.Serving;
import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.MetricPage;
import dev.muster.exporter.eventlog.EventLogSettings;
import dev.muster.web.Identity;
import dev.muster.web.ListenAddress;
import dev.muster.web.Tls;
import dev.muster.web.WebConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A real exporter on a free port of loopback, and a client that trusts its certificate alone. */
final class Exporter implements AutoCloseable {
  /** A step of a test's own collector. */
  interface Step {
    void collect(MetricPage page) throws Exception;
  }

  private final ExporterApp app;
  private final HttpClient client;
  private final Supplier<HttpClient> clients;
  private final String scheme;

  private Exporter(ExporterApp app, Supplier<HttpClient> clients, String scheme) {
    this.app = app;
    this.client = clients.get();
    this.clients = clients;
    this.scheme = scheme;
  }

  static Collector collector(String name, Step step) {
    return new Collector() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void collect(MetricPage page) throws Exception {
        step.collect(page);
      }
    };
  }

  /** A collector with one gauge of value 1, named after it. */
  static Collector plain(String name) {
    return collector(name, page -> page.gauge("test_" + name, "A test.", 1));
  }

  /** Settings that read no log but one of their own, in the folder. */
  static ExporterSettings settings(Path folder) throws IOException {
    Path log = folder.resolve("app.log");
    if (!Files.exists(log)) {
      Files.createFile(log);
    }
    ExporterSettings settings =
        ExporterSettings.of(
            new ListenAddress("127.0.0.1", 0),
            ExporterSettings.noWebConfig(),
            folder.resolve("state"));
    Reading reading = settings.reading();
    return settings.withReading(
        new Reading(
            reading.choice(),
            reading.collectors(),
            EventLogSettings.defaults().withFiles(List.of(log))));
  }

  static ExporterSettings withWeb(ExporterSettings settings, WebConfig web) {
    Serving old = settings.serving();
    return settings.withServing(
        new Serving(old.addresses(), web, false, "/metrics", old.maxRequests(), true));
  }

  static ExporterSettings withPlainHttp(ExporterSettings settings) {
    Serving old = settings.serving();
    return settings.withServing(
        new Serving(old.addresses(), old.web(), true, "/metrics", old.maxRequests(), true));
  }

  static ExporterSettings withMaxRequests(ExporterSettings settings, int maxRequests) {
    Serving old = settings.serving();
    return settings.withServing(
        new Serving(old.addresses(), old.web(), false, "/metrics", maxRequests, true));
  }

  static Exporter start(ExporterSettings settings, Collector... collectors) {
    return start(settings, CollectorRuns.DEFAULT, null, collectors);
  }

  /**
   * Starts one.
   *
   * @param client what the client shows
   */
  static Exporter start(
      ExporterSettings settings,
      Patience patience,
      @Nullable Identity client,
      Collector... collectors) {
    var app = ExporterApp.start(settings, List.of(collectors), patience);
    WebConfig.TlsServer tls = settings.serving().web().tls();
    if (settings.serving().insecureHttp()) {
      return new Exporter(app, HttpClient::newHttpClient, "http");
    }
    Identity server =
        tls == null ? Identity.readOrMakeSelfSigned(settings.state(), "exporter") : tls.identity();
    return new Exporter(app, () -> client(client, server), "https");
  }

  private static HttpClient client(@Nullable Identity own, Identity server) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(Tls.context(own, Tls.pinned(server.sha256())))
        .build();
  }

  int port() {
    return app.port();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("%s://127.0.0.1:%d%s".formatted(scheme, port(), path)));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path, String user, String password)
      throws IOException, InterruptedException {
    String basic = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    return client.send(
        request(path).header("Authorization", "Basic " + basic).build(), BodyHandlers.ofString());
  }

  <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body)
      throws IOException, InterruptedException {
    return client.send(request, body);
  }

  /** One with connections of its own. */
  HttpClient freshClient() {
    return clients.get();
  }

  HttpClient client() {
    return client;
  }

  @Override
  public void close() {
    client.close();
    app.close();
  }
}
