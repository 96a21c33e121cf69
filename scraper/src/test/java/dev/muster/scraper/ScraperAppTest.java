package dev.muster.scraper;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.muster.archive.SampleBatch;
import dev.muster.fleet.Client;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.metrics.StaleMarker;
import dev.muster.web.Tls;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ScraperAppTest {
  private static final long START = 1_000_000_000_000L;
  private static final int LOOPS = 2;

  /** Real timeouts do not matter where time is held. */
  private static final ScrapeSettings SETTINGS =
      new ScrapeSettings(Duration.ofSeconds(1), Duration.ofSeconds(10), 1 << 20, 1000);

  private final ManualTicker ticker = new ManualTicker(START);
  private final MemoryArchive archive = new MemoryArchive();
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final List<String> committed = new CopyOnWriteArrayList<>();
  private final List<String> noted = new CopyOnWriteArrayList<>();
  private final Semaphore arrivals = new Semaphore(0);
  private final Semaphore held = new Semaphore(0);
  private volatile boolean hold;
  private volatile int status = 200;
  private TestServer server;
  private Client client;
  private ScraperApp app;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.http(this::serve);
    client = Fleets.http("pc", server.port());
    app =
        ScraperApp.start(
            Fleets.of(SETTINGS, List.of()),
            new ScraperApp.Settings(
                archive,
                archive,
                (name, reason) -> noted.add(name + ": " + reason),
                Tls.trusting(List.of()),
                null,
                InstantSource.system(),
                registry,
                committed::add),
            ticker);
  }

  private void serve(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().equals("/events")) {
      TestServer.answer(exchange, 404, "");
      return;
    }
    arrivals.release();
    if (hold) {
      held.acquireUninterruptibly();
    }
    TestServer.answer(exchange, status, "a 1\n");
  }

  @AfterEach
  void stop() {
    app.close();
    server.close();
  }

  private static long slot(int number) {
    return Slots.of("pc", 1000, 1).after(START) + 1000L * number;
  }

  private void scrapeAt(long time) throws InterruptedException {
    ticker.set(time);
    ticker.awaitAsleep(LOOPS);
  }

  private void watch(Client... clients) throws InterruptedException {
    app.setFleet(Fleets.of(SETTINGS, List.of(clients)));
    ticker.awaitAsleep(LOOPS * clients.length);
  }

  private double counter(String name, String... labels) {
    return registry.scrape(name::equals).stream()
        .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
        .filter(point -> labels.length == 0 || labels[0].equals(point.getLabels().get("result")))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }

  private List<Long> times() {
    return archive.of("pc").stream().map(SampleBatch::timeMillis).toList();
  }

  private static boolean isAllStale(SampleBatch batch) {
    return Arrays.stream(batch.values()).allMatch(StaleMarker::is);
  }

  @Test
  void scrapes_evenlySpaced_howeverLateTheyBegin() throws InterruptedException {
    watch(client);
    assertThat(app.targets().getFirst().health()).isEqualTo(TargetStatus.Health.UNKNOWN);
    ticker.set(slot(0) - 1);
    ticker.awaitAsleep(LOOPS);
    assertThat(times()).isEmpty();
    scrapeAt(slot(0));
    scrapeAt(slot(1) + 300);
    scrapeAt(slot(2) + 1);
    assertThat(times()).containsExactly(slot(0), slot(1), slot(2));
    assertThat(counter("muster_scraper_skipped")).isZero();
    assertThat(counter("muster_scraper_scrapes", "success")).isEqualTo(3);
    assertThat(counter("muster_scraper_samples")).isEqualTo(18);
    assertThat(committed).containsExactly("pc", "pc", "pc");
    assertThat(app.targets().getFirst().health()).isEqualTo(TargetStatus.Health.UP);
  }

  @Test
  void slots_passedWhileAScrapeRuns_areSkippedAndCounted() throws InterruptedException {
    watch(client);
    hold = true;
    ticker.set(slot(0));
    assertThat(arrivals.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    ticker.set(slot(2) + 500);
    hold = false;
    held.release();
    ticker.awaitAsleep(LOOPS);
    assertThat(counter("muster_scraper_skipped")).isEqualTo(2);
    scrapeAt(slot(3));
    assertThat(times()).containsExactly(slot(0), slot(3));
  }

  @Test
  void scrapeThatRunsOnABit_delaysTheNextOne() throws InterruptedException {
    watch(client);
    hold = true;
    ticker.set(slot(0));
    assertThat(arrivals.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    ticker.set(slot(1) + 200);
    hold = false;
    held.release();
    ticker.awaitAsleep(LOOPS);
    scrapeAt(slot(2));
    assertThat(times()).containsExactly(slot(0), slot(1), slot(2));
    assertThat(counter("muster_scraper_skipped")).isZero();
  }

  @Test
  void machine_asleep_skipsTheSlots() throws InterruptedException {
    watch(client);
    scrapeAt(slot(0));
    scrapeAt(slot(10) + 200);
    assertThat(times()).containsExactly(slot(0));
    assertThat(counter("muster_scraper_skipped")).isEqualTo(10);
    scrapeAt(slot(11));
    assertThat(times()).containsExactly(slot(0), slot(11));
  }

  @Test
  void clock_setBack_goesOnAtOnce_andNeverRepeatsATime() throws InterruptedException {
    watch(client);
    scrapeAt(slot(3600));
    scrapeAt(slot(0) + 500);
    scrapeAt(slot(1) + 1);
    scrapeAt(slot(2) + 1);
    assertThat(times()).containsExactly(slot(3600), slot(1) + 1, slot(2) + 1);
  }

  @Test
  void reason_notedWhenItChanges() throws InterruptedException {
    watch(client);
    scrapeAt(slot(0));
    status = 500;
    scrapeAt(slot(1));
    scrapeAt(slot(2));
    status = 200;
    scrapeAt(slot(3));
    scrapeAt(slot(4));
    assertThat(noted).containsExactly("pc: ", "pc: answers with status 500", "pc: ");
    assertThat(counter("muster_scraper_scrapes", "failure")).isEqualTo(2);
  }

  @Test
  void archive_full_isCounted_andTheLoopGoesOn() throws InterruptedException {
    watch(client);
    archive.failWith("disk full");
    scrapeAt(slot(0));
    scrapeAt(slot(1));
    assertThat(counter("muster_scraper_append_failures")).isEqualTo(2);
    assertThat(committed).isEmpty();
    archive.failWith(null);
    scrapeAt(slot(2));
    assertThat(times()).containsExactly(slot(2));
  }

  @Test
  void client_unchanged_keepsItsSeries() throws InterruptedException {
    watch(client);
    scrapeAt(slot(0));
    watch(client);
    scrapeAt(slot(1));
    var batches = archive.of("pc");
    assertThat(batches).hasSize(2);
    assertThat(batches.get(1).series()).isSameAs(batches.get(0).series());
  }

  @Test
  void client_removed_goesStale() throws InterruptedException {
    watch(client);
    scrapeAt(slot(0));
    app.setFleet(Fleets.of(SETTINGS, List.of()));
    var last = archive.of("pc").getLast();
    assertThat(last.series().size()).isEqualTo(6);
    assertThat(isAllStale(last)).isTrue();
    assertThat(last.timeMillis()).isGreaterThan(slot(0));
    assertThat(app.targets()).isEmpty();
  }

  @Test
  void client_inAnotherGroup_goesStaleUnderTheOld() throws InterruptedException {
    watch(client);
    scrapeAt(slot(0));
    watch(Fleets.inGroup(client, "lab"));
    assertThat(isAllStale(archive.of("pc").getLast())).isTrue();
    scrapeAt(slot(1));
    var batch = archive.of("pc").getLast();
    assertThat(batch.series().series().getFirst().get("group")).isEqualTo("lab");
  }

  @Test
  void interval_changed_breaksNothing() throws InterruptedException {
    watch(client);
    scrapeAt(slot(0));
    var settings = new ScrapeSettings(Duration.ofSeconds(2), Duration.ofSeconds(10), 1 << 20, 1000);
    app.setFleet(Fleets.of(settings, List.of(client)));
    ticker.awaitAsleep(LOOPS);
    scrapeAt(Slots.of("pc", 2000, 1).after(slot(0)));
    var batches = archive.of("pc");
    assertThat(batches).hasSize(2);
    assertThat(batches.get(1).series()).isSameAs(batches.get(0).series());
  }

  @Test
  void app_closed_marksNothingStale() throws InterruptedException {
    watch(client);
    scrapeAt(slot(0));
    app.close();
    assertThat(archive.of("pc")).hasSize(1);
    app.setFleet(Fleets.of(SETTINGS, List.of(client)));
    assertThat(archive.of("pc")).hasSize(1);
  }

  @Test
  void app_closedDuringAScrape_endsAtOnce() throws InterruptedException {
    watch(client);
    hold = true;
    ticker.set(slot(0));
    assertThat(arrivals.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    long begin = System.nanoTime();
    app.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
    held.release();
    assertThat(archive.of("pc")).isEmpty();
  }

  @Test
  void metrics_haveGoodNames() throws InterruptedException {
    watch(client);
    scrapeAt(slot(0));
    assertThat(registry.scrape().stream().map(snapshot -> snapshot.getMetadata().getName()))
        .allMatch(name -> name.matches("muster_scraper_[a-z_]+"))
        .contains(
            "muster_scraper_scrapes",
            "muster_scraper_skipped",
            "muster_scraper_duration_seconds",
            "muster_scraper_late_seconds",
            "muster_scraper_targets");
  }
}
