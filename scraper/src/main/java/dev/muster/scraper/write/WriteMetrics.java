package dev.muster.scraper.write;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * What is said of pushed samples. Many refused ones mean a sender with a wrong clock, or two that
 * send the same series; many known ones, a sender that does not hear our answers.
 */
final class WriteMetrics {
  /** Why a request was not taken. */
  enum Refusal {
    INVALID,
    DUPLICATE,
    TOO_OLD,
    TOO_NEW,
    BUSY,
    FAILED
  }

  final Counter samples;
  final Counter known;
  final Counter histograms;
  private final Counter requests;
  private final Counter refusals;

  WriteMetrics(PrometheusRegistry registry, LongSupplier waiting) {
    samples = counter(registry, "samples_total", "Pushed samples that were written.");
    known =
        counter(
            registry,
            "duplicate_samples_total",
            "Pushed samples that were there already, with the same value.");
    histograms =
        counter(registry, "histograms_total", "Pushed native histograms, which are not kept.");
    requests = counter(registry, "requests_total", "Pushes that were written.");
    refusals =
        Counter.builder()
            .withoutExemplars()
            .name("muster_write_refused_requests_total")
            .help("Pushes that were not written, by why.")
            .labelNames("reason")
            .register(registry);
    for (var reason : Refusal.values()) {
      refusals.initLabelValues(name(reason));
    }
    GaugeWithCallback.builder()
        .name("muster_write_waiting_samples")
        .help("Pushed samples that wait to be written.")
        .callback(callback -> callback.call((double) waiting.getAsLong()))
        .register(registry);
  }

  private static Counter counter(PrometheusRegistry registry, String name, String help) {
    return Counter.builder()
        .withoutExemplars()
        .name("muster_write_" + name)
        .help(help)
        .register(registry);
  }

  private static String name(Refusal reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  void refused(Refusal reason) {
    refusals.labelValues(name(reason)).inc();
  }

  void written(long more, long duplicates, long notKept) {
    requests.inc();
    samples.inc(more);
    known.inc(duplicates);
    histograms.inc(notKept);
  }
}
