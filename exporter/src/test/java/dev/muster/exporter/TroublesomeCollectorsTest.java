package dev.muster.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.exporter.CollectorRuns.Patience;
import dev.muster.exporter.collector.NoDataException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TroublesomeCollectorsTest {
  private static final Patience SHORT = new Patience(Duration.ofMillis(50), Duration.ofMillis(600));

  @TempDir Path folder;

  private static String success(String collector, int value) {
    return "node_scrape_collector_success{collector=\"%s\"} %d.0".formatted(collector, value);
  }

  @Test
  void broken_restIsServed() throws Exception {
    try (Exporter exporter =
        Exporter.start(
            Exporter.settings(folder),
            Exporter.collector(
                "broken",
                page -> {
                  page.gauge("test_before", "Added before it broke.", 2);
                  throw new IOException("disk on fire");
                }),
            Exporter.collector(
                "bug",
                page -> {
                  throw new IllegalStateException("bug");
                }),
            Exporter.collector(
                "unlinked",
                page -> {
                  throw new NoClassDefFoundError("oshi/Missing");
                }),
            Exporter.collector(
                "nothing",
                page -> {
                  throw new NoDataException("no such hardware");
                }),
            Exporter.plain("fine"))) {
      HttpResponse<String> answer = exporter.get("/metrics");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .contains("test_fine 1.0", "test_before 2.0")
          .contains(success("broken", 0), success("bug", 0), success("unlinked", 0))
          .contains(success("nothing", 0), success("fine", 1))
          .doesNotContain("disk on fire");
    }
  }

  @Test
  void sameFamilyTwice_firstIsServed() throws Exception {
    try (Exporter exporter =
        Exporter.start(
            Exporter.settings(folder),
            Exporter.collector("a", page -> page.gauge("test_same", "Same.", 1)),
            Exporter.collector("b", page -> page.gauge("test_same", "Same.", 2)))) {
      assertThat(exporter.get("/metrics").body())
          .contains("test_same 1.0", success("a", 1), success("b", 0))
          .doesNotContain("test_same 2.0");
    }
  }

  @Test
  void hung_restIsServedAndItIsNotCalledAgain() throws Exception {
    var release = new CountDownLatch(1);
    var calls = new AtomicInteger();
    try (Exporter exporter =
        Exporter.start(
            Exporter.settings(folder),
            SHORT,
            null,
            Exporter.collector(
                "hung",
                page -> {
                  calls.incrementAndGet();
                  release.await();
                  page.gauge("test_hung", "Came late.", 1);
                }),
            Exporter.plain("fine"))) {
      String body = exporter.get("/metrics").body();
      assertThat(body).contains("test_fine 1.0", success("hung", 0), success("fine", 1));

      assertThat(exporter.get("/metrics").body()).contains(success("hung", 0));
      assertThat(calls).hasValue(1);

      release.countDown();
      while (!exporter.get("/metrics").body().contains(success("hung", 1))) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      assertThat(exporter.get("/metrics").body()).contains("test_hung 1.0");
    }
  }

  @Test
  void maxRequests_furtherOnesAreTurnedAway() throws Exception {
    var release = new CountDownLatch(1);
    var reading = new CountDownLatch(1);
    try (Exporter exporter =
        Exporter.start(
            Exporter.withMaxRequests(Exporter.settings(folder), 1),
            Exporter.collector(
                "slow",
                page -> {
                  reading.countDown();
                  release.await();
                }))) {
      var first =
          exporter
              .client()
              .sendAsync(exporter.request("/metrics").build(), BodyHandlers.ofString());
      reading.await();

      HttpResponse<String> second = exporter.get("/metrics");
      assertThat(exporter.get("/-/healthy").statusCode()).isEqualTo(200);
      release.countDown();

      assertThat(second.statusCode()).isEqualTo(503);
      assertThat(second.body())
          .isEqualTo("Limit of concurrent requests reached (1), try again later.\n");
      assertThat(first.join().statusCode()).isEqualTo(200);
      HttpResponse<String> third = exporter.get("/metrics");
      int turnedAway = 1;
      while (third.statusCode() == 503 && turnedAway < 1000) { // the first's place is not yet free
        turnedAway++;
        third = exporter.get("/metrics");
      }
      assertThat(third.body())
          .contains("promhttp_metric_handler_requests_total{code=\"200\"} 1.0")
          .contains("promhttp_metric_handler_requests_total{code=\"503\"} " + turnedAway + ".0");
    }
  }
}
