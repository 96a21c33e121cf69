package dev.muster.scraper;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.archive.Archive;
import dev.muster.archive.Pace;
import dev.muster.archive.SampleWriter;
import dev.muster.fleet.Client;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.web.Tls;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import okhttp3.tls.Certificates;
import org.jspecify.annotations.Nullable;

/**
 * The scraping half of {@code scraper/bench}: scrapes the clients whose ports stand in a file until
 * its input ends, and writes a line {@code samples=N failures=N skipped=N} whenever it reads one.
 * Arguments: the file of ports, the interval in seconds, {@code http} or the certificate's file,
 * the data folder, and {@code archive} or {@code none}: where samples go.
 */
final class ScrapeBench {
  private static final PrintStream OUT = new PrintStream(System.out, true, UTF_8);

  private ScrapeBench() {}

  public static void main(String[] arguments) throws Exception {
    var interval = Duration.ofSeconds(Integer.parseInt(arguments[1]));
    var clients = clients(Files.readAllLines(Path.of(arguments[0])), arguments[2]);
    var settings = new ScrapeSettings(interval, interval, 10 << 20, 50_000);
    var registry = new PrometheusRegistry();
    var archive =
        Archive.open(Path.of(arguments[3], "archive.db"), InstantSource.system(), Pace.SERVER);
    SampleWriter writer =
        arguments[4].equals("archive") ? archive : _ -> CompletableFuture.completedFuture(null);
    try (archive;
        var _ = ScraperApp.start(Fleets.of(settings, clients), on(writer, archive, registry))) {
      while (System.in.read() >= 0) {
        OUT.printf(
            "samples=%.0f failures=%.0f skipped=%.0f%n",
            counter(registry, "muster_scraper_samples", ""),
            counter(registry, "muster_scraper_scrapes", "failure"),
            counter(registry, "muster_scraper_skipped", ""));
      }
    }
    System.exit(0);
  }

  private static ScraperApp.Settings on(
      SampleWriter writer, Archive archive, PrometheusRegistry registry) {
    return new ScraperApp.Settings(
        writer,
        archive.events(),
        archive::noteScrapeError,
        Tls.trusting(List.of()),
        null,
        InstantSource.system(),
        registry,
        _ -> {});
  }

  private static List<Client> clients(List<String> ports, String certificate) throws Exception {
    @Nullable String sha256 = certificate.equals("http") ? null : fingerprint(Path.of(certificate));
    var clients = new ArrayList<Client>();
    for (String line : ports) {
      int port = Integer.parseInt(line.strip());
      clients.add(
          sha256 == null
              ? Fleets.http("pc-" + port, port)
              : Fleets.https("pc-" + port, port, sha256));
    }
    return clients;
  }

  private static String fingerprint(Path pem)
      throws IOException, java.security.cert.CertificateException {
    return ExplainingTrust.sha256(Certificates.decodeCertificatePem(Files.readString(pem)));
  }

  private static double counter(PrometheusRegistry registry, String name, String label) {
    return registry.scrape(name::equals).stream()
        .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
        .filter(point -> label.isEmpty() || point.getLabels().get("result").equals(label))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }
}
