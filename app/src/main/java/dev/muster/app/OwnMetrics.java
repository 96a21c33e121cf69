package dev.muster.app;

import dev.muster.fleet.SteadyClock;
import io.javalin.config.RoutesConfig;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** The server's own metrics and their page, {@code /metrics}. */
final class OwnMetrics {
  private final PrometheusRegistry registry;
  private final PrometheusTextFormatWriter writer =
      PrometheusTextFormatWriter.builder().setIncludeCreatedTimestamps(false).build();

  OwnMetrics(PrometheusRegistry registry, InstantSource clock) {
    this.registry = registry;
    Info.builder()
        .name("muster_build_info")
        .help("The version that runs.")
        .labelNames("version", "java")
        .register(registry)
        .setLabelValues(VersionProvider.VERSION, Runtime.version().toString());
    double started = clock.millis() / 1000.0;
    GaugeWithCallback.builder()
        .name("process_start_time_seconds")
        .help("When this process started, Unix seconds.")
        .callback(callback -> callback.call(started))
        .register(registry);
    GaugeWithCallback.builder()
        .name("muster_clock_ahead_seconds")
        .help("By how much Muster's time is ahead of the system's, whose clock was set back.")
        .callback(callback -> callback.call(ahead(clock)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("muster_heap_used_bytes")
        .help("Java heap in use.")
        .callback(callback -> callback.call(heapUsed()))
        .register(registry);
  }

  private static double ahead(InstantSource clock) {
    return clock instanceof SteadyClock steady ? steady.ahead().toMillis() / 1000.0 : 0;
  }

  private static double heapUsed() {
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Shows how many samples came a second time. */
  void countDuplicates(LongSupplier samples) {
    CounterWithCallback.builder()
        .name("muster_archive_duplicate_samples_total")
        .help("Samples of scrapes whose client had one of that time already, which stands.")
        .callback(callback -> callback.call((double) samples.getAsLong()))
        .register(registry);
  }

  /** The page in text format 0.0.4. */
  byte[] page() {
    try {
      var page = new ByteArrayOutputStream();
      writer.write(page, registry.scrape());
      return page.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void addTo(RoutesConfig routes) {
    routes.get("/metrics", context -> context.contentType(writer.getContentType()).result(page()));
  }
}
