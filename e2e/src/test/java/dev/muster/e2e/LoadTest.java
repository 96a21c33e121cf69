package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fifty clients, scraped every second for a minute, without a scrape left out. */
class LoadTest {
  private static final int CLIENTS = 50;
  private static final Duration LENGTH = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void fiftyClients_everySecondForAMinute_noScrapeSkipped() throws Exception {
    var data = folder.resolve("data");
    var fleet = folder.resolve("fleet.xml");
    try (var clients = new SimulatedClients(CLIENTS, data.resolve("ca"))) {
      Files.writeString(fleet, clients.fleet());
      try (var muster = MusterProcess.up(data, fleet)) {
        LockSupport.parkNanos(LENGTH.plusSeconds(5).toNanos());
        var counts = muster.query("count_over_time(up{job=\"node\"}[60s])").get("result");
        assertThat(counts).hasSize(CLIENTS);
        for (var client : counts) {
          assertThat(client.get("value").get(1).asInt())
              .as(client.get("metric").get("client").asString())
              .isEqualTo((int) LENGTH.toSeconds());
        }
        var skipped = muster.query("muster_scraper_skipped_total").get("result");
        assertThat(skipped).isNotEmpty();
        skipped.forEach(s -> assertThat(s.get("value").get(1).asInt()).isZero());
        assertThat(
                muster
                    .query("sum(up{job=\"node\"})")
                    .get("result")
                    .get(0)
                    .get("value")
                    .get(1)
                    .asInt())
            .isEqualTo(CLIENTS);
      }
    }
  }
}
