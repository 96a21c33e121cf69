package dev.muster.scraper;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What the scraper says of itself. Skipped scrapes, or starts that come late, mean that this
 * machine or its archive cannot keep up; many failures, that clients are off.
 */
final class ScraperMetrics {
  final Counter scrapes;
  final Counter skipped;
  final Counter samples;
  final Counter duplicates;
  final Counter withheld;
  final Counter appendFailures;
  final Counter events;
  final Counter eventFailures;
  final Histogram duration;
  final Histogram delay;

  ScraperMetrics(PrometheusRegistry registry, Supplier<Collection<TargetStatus>> targets) {
    scrapes =
        Counter.builder()
            .withoutExemplars()
            .name("muster_scraper_scrapes_total")
            .help("Scrapes that ended, by whether they brought a page.")
            .labelNames("result")
            .register(registry);
    scrapes.initLabelValues("success");
    scrapes.initLabelValues("failure");
    skipped = counter(registry, "skipped_total", "Scrapes left out as the one before still ran.");
    samples = counter(registry, "samples_total", "Samples handed to the archive.");
    duplicates =
        counter(
            registry,
            "duplicate_samples_total",
            "Samples left out as their page had the same series before.");
    withheld =
        counter(
            registry,
            "untimely_samples_total",
            "Samples left out as the time the page gave them was no later than the last, or ahead.");
    appendFailures =
        counter(registry, "append_failures_total", "Scrapes the archive could not store.");
    events = counter(registry, "events_total", "Event-log records handed to the archive.");
    eventFailures =
        counter(registry, "event_failures_total", "Fetches of event-log records that failed.");
    duration =
        histogram(
            registry,
            "duration_seconds",
            "How long scrapes took, from the connection to the last line read.",
            0.005,
            0.01,
            0.025,
            0.05,
            0.1,
            0.25,
            0.5,
            1,
            2.5,
            5,
            10);
    delay =
        histogram(
            registry,
            "late_seconds",
            "How much later than planned scrapes began.",
            0.001,
            0.005,
            0.01,
            0.05,
            0.1,
            0.5,
            1);
    GaugeWithCallback.builder()
        .name("muster_scraper_targets")
        .help("Clients that are scraped, by what the last scrape showed.")
        .labelNames("health")
        .callback(callback -> health(callback, targets.get()))
        .register(registry);
  }

  private static void health(
      GaugeWithCallback.Callback callback, Collection<TargetStatus> targets) {
    for (var health : TargetStatus.Health.values()) {
      long count = targets.stream().filter(target -> target.health() == health).count();
      callback.call((double) count, health.name().toLowerCase(Locale.ROOT));
    }
  }

  private static Counter counter(PrometheusRegistry registry, String name, String help) {
    return Counter.builder()
        .withoutExemplars()
        .name("muster_scraper_" + name)
        .help(help)
        .register(registry);
  }

  private static Histogram histogram(
      PrometheusRegistry registry, String name, String help, double... bounds) {
    return Histogram.builder()
        .withoutExemplars()
        .name("muster_scraper_" + name)
        .help(help)
        .classicOnly()
        .classicUpperBounds(bounds)
        .register(registry);
  }
}
