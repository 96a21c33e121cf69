package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.exporter.CollectorChoice;
import dev.muster.exporter.ExporterApp;
import dev.muster.exporter.ExporterSettings;
import dev.muster.exporter.ExporterSettings.Reading;
import dev.muster.exporter.ExporterSettings.Serving;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.ClientFiles;
import dev.muster.web.ListenAddress;
import dev.muster.web.WebConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Thirty exporters with certificates that are due, scraped every second while each of them is given
 * another; {@code -Dmuster.renewal.exporters=200} for as many as a school has. On a machine of its
 * own no scrape is missed ({@code -Dmuster.renewal.strict=true} insists on that); a busy one may be
 * late with some, but none fails for any other reason.
 */
class RenewalTest {
  private static final int EXPORTERS = Integer.getInteger("muster.renewal.exporters", 30);
  private static final int SECONDS_AFTER = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> HOSTS = List.of("127.0.0.1");

  /** Older than two thirds of their life, and than the part over which clients are spread. */
  private static final Duration AGE = CertificateAuthority.USUAL_LIFE.multipliedBy(3).dividedBy(4);

  @TempDir Path folder;
  private final List<ExporterApp> exporters = new ArrayList<>();

  @AfterEach
  void stop() {
    exporters.forEach(ExporterApp::close);
  }

  private Path config(int exporter) {
    return folder.resolve("pc" + exporter).resolve("config");
  }

  /** As roll-out and enrolment leave it. */
  private int start(int number, CertificateAuthority past) throws IOException {
    var config = Files.createDirectories(config(number));
    Files.writeString(
        config.resolve(ClientFiles.IDENTITY),
        CertificateAuthority.identityPem(past.issueExporter("pc" + number, HOSTS)));
    Files.writeString(config.resolve(ClientFiles.AUTHORITY), past.authorityPem());
    var file = Files.writeString(config.resolve(ClientFiles.WEB_CONFIG), ClientFiles.webConfig());
    var web = WebConfigFile.open(file);
    var any = new ListenAddress("127.0.0.1", 0);
    var settings = ExporterSettings.of(any, web.last(), config.resolveSibling("state"));
    var reading = settings.reading();
    var exporter =
        ExporterApp.start(
            settings
                .withServing(
                    new Serving(List.of(any), web.last(), web, false, "/metrics", 40, true))
                .withReading(
                    new Reading(
                        new CollectorChoice(true, Set.of("loadavg"), Set.of()),
                        reading.collectors(),
                        reading.eventLogs())));
    exporters.add(exporter);
    return exporter.port();
  }

  private static double number(JsonNode answer) {
    return answer.get("result").isEmpty()
        ? 0
        : Double.parseDouble(answer.get("result").get(0).get("value").get(1).asString());
  }

  private List<String> identities() throws IOException {
    var all = new ArrayList<String>();
    for (int i = 0; i < EXPORTERS; i++) {
      all.add(Files.readString(config(i).resolve(ClientFiles.IDENTITY)));
    }
    return all;
  }

  @Test
  void everyExporter_isRenewed_andNoScrapeIsMissed() throws Exception {
    var data = Files.createDirectory(folder.resolve("data"));
    CertificateAuthority.openOrMake(data.resolve("ca"));
    InstantSource then = () -> InstantSource.system().instant().minus(AGE);
    var past =
        CertificateAuthority.openOrMake(data.resolve("ca"), then, CertificateAuthority.USUAL_LIFE);
    var fleet = new StringBuilder("<fleet><scrape interval=\"1s\" timeout=\"1s\"/>\n");
    for (int i = 0; i < EXPORTERS; i++) {
      fleet.append(
          "<client name=\"pc%d\" ip=\"127.0.0.1\" exporter-port=\"%d\"/>\n"
              .formatted(i, start(i, past)));
    }
    var before = identities();
    var file = Files.writeString(folder.resolve("fleet.xml"), fleet + "</fleet>\n");
    try (var muster = MusterProcess.up(data, file)) {
      long began = System.nanoTime();
      muster.await(
          PATIENCE,
          "renewal of all",
          () ->
              number(muster.query("muster_certificate_renewals_total{kind=\"exporter\"}"))
                  >= EXPORTERS);
      Thread.sleep(Duration.ofSeconds(SECONDS_AFTER));
      assertThat(identities()).doesNotContainAnyElementsOf(before);
      judge(muster, Duration.ofNanos(System.nanoTime() - began).toSeconds() + 5);
    }
  }

  private static void judge(MusterProcess muster, long seconds) throws Exception {
    var span = "[" + seconds + "s]";
    double scrapes = number(muster.query("sum(count_over_time(up{job=\"node\"}" + span + "))"));
    double failed = number(muster.query("muster_scraper_scrapes_total{result=\"failure\"}"));
    double skipped = number(muster.query("muster_scraper_skipped_total"));
    System.err.printf(
        "%d exporters renewed in %d s: %.0f scrapes, %.0f failed, %.0f skipped%n",
        EXPORTERS, seconds, scrapes, failed, skipped);
    assertThat(number(muster.query("count(count_over_time(up{job=\"node\"}" + span + "))")))
        .isEqualTo(EXPORTERS);
    assertThat(muster.output().lines())
        .filteredOn(line -> line.contains("client is down"))
        .allSatisfy(line -> assertThat(line).contains("no whole answer within"));
    assertThat(number(muster.query("muster_certificate_renewal_failures_total{kind=\"exporter\"}")))
        .isZero();
    if (Boolean.getBoolean("muster.renewal.strict")) {
      assertThat(failed + skipped).isZero();
    }
  }
}
