package dev.muster.scraper;

import dev.muster.archive.Archive;
import dev.muster.fleet.Client;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.web.Tls;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Scrapes {@link SimulatedClients} of another process into a real archive, and prints what that
 * cost. Arguments: clients (50), series each (300), seconds (60), of which the first third warms
 * up. Ends with 1 if a scrape failed or was skipped.
 */
final class ScrapeLoad {
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private ScrapeLoad() {}

  public static void main(String[] arguments) throws Exception {
    int clients = argument(arguments, 0, 50);
    int series = argument(arguments, 1, 300);
    int seconds = argument(arguments, 2, 60);
    var process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SimulatedClients.class.getName(),
                String.valueOf(clients),
                String.valueOf(series))
            .redirectError(Redirect.INHERIT)
            .start();
    boolean good;
    try {
      good = run(process.inputReader(StandardCharsets.UTF_8), clients, seconds);
    } finally {
      process.outputWriter().close();
      process.waitFor();
    }
    System.exit(good ? 0 : 1);
  }

  private static int argument(String[] arguments, int index, int otherwise) {
    return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
  }

  private static boolean run(BufferedReader servers, int clients, int seconds) throws Exception {
    var authority = certificate(servers.readLine());
    var fleet = new ArrayList<Client>();
    for (int i = 0; i < clients; i++) {
      fleet.add(Fleets.https("pc-" + i, Integer.parseInt(servers.readLine()), null));
    }
    var settings =
        new ScrapeSettings(Duration.ofSeconds(1), Duration.ofMillis(900), 10 << 20, 50_000);
    var registry = new PrometheusRegistry();
    Path folder = Files.createTempDirectory("scrape-load");
    var archive = Archive.open(folder.resolve("archive.db"), InstantSource.system());
    try (archive;
        var app =
            ScraperApp.start(
                Fleets.of(settings, fleet),
                new ScraperApp.Settings(
                    archive,
                    archive.events(),
                    archive::noteScrapeError,
                    Tls.trusting(List.of(authority)),
                    null,
                    InstantSource.system(),
                    registry,
                    _ -> {}))) {
      Thread.sleep(Duration.ofSeconds(seconds / 3));
      var cpu = cpu();
      double samples = counter(registry, "muster_scraper_samples");
      Thread.sleep(Duration.ofSeconds(seconds - seconds / 3));
      double used = cpu().minus(cpu).toMillis() / 1000.0;
      samples = counter(registry, "muster_scraper_samples") - samples;
      OUT.printf(
          "samples=%.0f cpu_seconds=%.2f cpu_seconds_per_million=%.2f%n",
          samples, used, used / samples * 1e6);
      return report(registry, app, clients);
    }
  }

  private static X509Certificate certificate(String base64) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
  }

  private static boolean report(PrometheusRegistry registry, ScraperApp app, int clients)
      throws IOException {
    double skipped = counter(registry, "muster_scraper_skipped");
    long up =
        app.targets().stream().filter(target -> target.health() == TargetStatus.Health.UP).count();
    OUT.printf(
        "scrapes=%.0f skipped=%.0f append_failures=%.0f up=%d of %d%n",
        counter(registry, "muster_scraper_scrapes"),
        skipped,
        counter(registry, "muster_scraper_append_failures"),
        up,
        clients);
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS") || line.startsWith("Threads")) {
        OUT.println(line);
      }
    }
    return skipped == 0 && up == clients;
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
  }

  private static double counter(PrometheusRegistry registry, String name) {
    return registry.scrape(name::equals).stream()
        .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }
}
