package dev.muster.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.exporter.PageText.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScrapePageTest {
  @Test
  void collect_whoWaitedSharesOneReading() throws Exception {
    var calls = new AtomicInteger();
    var reading = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var slow =
        Exporter.collector(
            "slow",
            page -> {
              calls.incrementAndGet();
              reading.countDown();
              release.await();
            });
    try (var runs = new CollectorRuns(CollectorRuns.DEFAULT, System::nanoTime)) {
      var page = new ScrapePage(List.of(slow), runs, List.of());
      List<Thread> threads = new ArrayList<>();
      threads.add(
          Thread.ofPlatform().start(() -> page.text(CollectorFilter.ALL, Format.PROMETHEUS)));
      reading.await();
      for (int i = 0; i < 10; i++) {
        threads.add(
            Thread.ofPlatform().start(() -> page.text(CollectorFilter.ALL, Format.PROMETHEUS)));
      }
      for (Thread waiting : threads.subList(1, threads.size())) {
        while (waiting.getState() != Thread.State.WAITING) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
      }
      release.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(calls).hasValue(2);

      page.text(CollectorFilter.ALL, Format.PROMETHEUS);
      assertThat(calls).hasValue(3);
    }
  }
}
