package dev.muster.app;

import dev.muster.archive.SampleBatch;
import dev.muster.archive.SampleWriter;
import dev.muster.archive.SeriesSet;
import dev.muster.metrics.ExpositionParser;
import dev.muster.metrics.ExpositionSink;
import dev.muster.metrics.Labels;
import dev.muster.metrics.StaleMarker;
import dev.muster.sqlite.DatabaseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archives the server's own metrics as {@code job="muster"}, each scrape interval, without a way
 * through the network.
 */
final class SelfScrape implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SelfScrape.class);

  /** Under which name the archive keeps it; no client of a fleet file can be called this. */
  private static final String CLIENT = "muster/self";

  private final OwnMetrics metrics;
  private final SampleWriter samples;
  private final InstantSource clock;
  private final Supplier<Duration> interval;
  private final Labels target;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable SeriesSet known;
  private boolean failing;

  SelfScrape(
      OwnMetrics metrics,
      SampleWriter samples,
      InstantSource clock,
      Supplier<Duration> interval,
      String instance) {
    this.metrics = metrics;
    this.samples = samples;
    this.clock = clock;
    this.interval = interval;
    this.target = Labels.of("job", "muster", "instance", instance);
  }

  void start() {
    Thread.ofVirtual().name("self-scrape").start(this::run);
  }

  private void run() {
    try {
      do {
        scrapeSafely();
      } while (!closed.await(interval.get().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void scrapeSafely() {
    try {
      scrape();
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        Throwable why = e.getCause() instanceof DatabaseException cause ? cause : e;
        log.warn("msg=\"own metrics are not archived\" reason=\"{}\"", why.getMessage());
      }
      failing = true;
    }
  }

  /** One scrape; on return it is on disk. */
  void scrape() {
    long now = clock.millis();
    Map<Labels, Double> values = new LinkedHashMap<>();
    ExpositionSink sink =
        (labels, value, timestamp) -> values.put(target.toBuilder().setAll(labels).build(), value);
    ExpositionParser.parse(metrics.page(), sink);
    values.put(target.toBuilder().set(Labels.NAME, "up").build(), 1.0);
    if (known != null) {
      known.series().forEach(series -> values.putIfAbsent(series, StaleMarker.VALUE));
    }
    samples.append(batch(now, values)).join();
  }

  private SampleBatch batch(long now, Map<Labels, Double> values) {
    List<Labels> series = new ArrayList<>(values.keySet());
    var set = known;
    if (set == null || !set.series().equals(series)) {
      set = new SeriesSet(series);
    }
    double[] row = values.values().stream().mapToDouble(Double::doubleValue).toArray();
    known = set;
    return new SampleBatch(CLIENT, now, set, row, null);
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
