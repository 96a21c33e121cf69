package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Fifty clients, scraped every second for a minute, without a scrape left out. */
class LoadTest {
  private static final int CLIENTS = 50;
  private static final int LENGTH_SECONDS = 60;

  @TempDir Path folder;

  @Test
  void fiftyClients_everySecondForAMinute_noScrapeSkipped() throws Exception {
    var data = folder.resolve("data");
    var fleet = folder.resolve("fleet.xml");
    try (var clients = new SimulatedClients(CLIENTS, data.resolve("ca"))) {
      Files.writeString(fleet, clients.fleet());
      try (var muster = MusterProcess.up(data, fleet)) {
        LockSupport.parkNanos(Duration.ofSeconds(LENGTH_SECONDS + 5).toNanos());
        String slowest =
            "slowest: " + muster.query("topk(5, max_over_time(scrape_duration_seconds[70s]))");
        var skipped = muster.query("muster_scraper_skipped_total").get("result");
        assertThat(skipped).isNotEmpty();
        skipped.forEach(s -> assertThat(number(s)).as(slowest).isZero());
        var counts = muster.query("count_over_time(up{job=\"node\"}[60s])").get("result");
        assertThat(counts).hasSize(CLIENTS);
        counts.forEach(c -> assertThat(number(c)).as(slowest).isEqualTo(LENGTH_SECONDS));
        var up = muster.query("sum(up{job=\"node\"})").get("result").get(0);
        assertThat(number(up)).isEqualTo(CLIENTS);
      }
    }
  }

  private static double number(JsonNode sample) {
    return Double.parseDouble(sample.get("value").get(1).asString());
  }
}
