package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Fifty clients, scraped every second for a minute. On a machine of its own no scrape is left out
 * ({@code -Dmuster.load.strict=true} insists on that); a busy one may leave some out, but then says
 * so: every slot is either a scrape or counted as skipped.
 */
class LoadTest {
  private static final int CLIENTS = 50;
  private static final int SECONDS = 60;
  private static final int START_SECONDS = 10;

  /** The last scrapes may still be waiting for their commit, or for the processor. */
  private static final int LATER = 5;

  @TempDir Path folder;

  @Test
  void fiftyClients_everySecondForAMinute_everySlotIsAccountedFor() throws Exception {
    var data = folder.resolve("data");
    var fleet = folder.resolve("fleet.xml");
    try (var clients = new SimulatedClients(CLIENTS, data.resolve("ca"))) {
      Files.writeString(fleet, clients.fleet());
      try (var muster = MusterProcess.up(data, fleet)) {
        LockSupport.parkNanos(Duration.ofSeconds(SECONDS + START_SECONDS).toNanos());
        var counts =
            muster
                .query("count_over_time(up{job=\"node\"}[" + SECONDS + "s] offset " + LATER + "s)")
                .get("result");
        double scrapes = 0;
        for (var client : counts) {
          scrapes += number(client);
        }
        double skipped = number(muster.query("muster_scraper_skipped_total").get("result").get(0));
        double failed =
            number(
                muster
                    .query("muster_scraper_scrapes_total{result=\"failure\"}")
                    .get("result")
                    .get(0));
        System.err.printf(
            "%.0f scrapes in %d s, %.0f skipped and %.0f failed since the start%n",
            scrapes, SECONDS, skipped, failed);
        assertThat(counts).hasSize(CLIENTS);
        if (Boolean.getBoolean("muster.load.strict")) {
          assertThat(skipped + failed).isZero();
        }
        assertThat(scrapes + skipped).isGreaterThanOrEqualTo(CLIENTS * SECONDS);
        assertThat(scrapes).isLessThanOrEqualTo(CLIENTS * SECONDS);
      }
    }
  }

  private static double number(JsonNode sample) {
    return Double.parseDouble(sample.get("value").get(1).asString());
  }
}
