package dev.muster.scraper.remote;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What sending on says of itself, by receiver. An age that grows says that a receiver is away or
 * cannot keep up; samples dropped for {@code rejected}, that it does not want what it gets; for
 * {@code queue}, that it was away for longer than queue-size allows.
 */
final class RemoteWriteMetrics {
  private static final String RECEIVER = "receiver";

  private final PrometheusRegistry registry;
  private final Supplier<List<RemoteWriteStatus>> statuses;

  private RemoteWriteMetrics(
      PrometheusRegistry registry, Supplier<List<RemoteWriteStatus>> statuses) {
    this.registry = registry;
    this.statuses = statuses;
  }

  static void register(
      PrometheusRegistry registry,
      InstantSource clock,
      Supplier<List<RemoteWriteStatus>> statuses) {
    var metrics = new RemoteWriteMetrics(registry, statuses);
    metrics.counter("samples_sent", "Samples that the receiver has taken.", s -> s.sent());
    metrics.counter("samples_failed", "Samples in requests that failed.", s -> s.failed());
    metrics.counter(
        "samples_retried", "Samples that were sent again after a failure.", s -> s.retried());
    metrics.counter(
        "metadata_sent",
        "Descriptions of families that the receiver has taken.",
        s -> s.metadata());
    metrics.dropped();
    metrics.gauge("samples_pending", "Samples that wait to be sent.", s -> s.pending());
    metrics.gauge(
        "oldest_pending_age_seconds",
        "Age of the oldest sample that waits to be sent; 0 where none does.",
        s ->
            s.oldestMillis().isEmpty()
                ? 0
                : Math.max(0, clock.millis() - s.oldestMillis().getAsLong()) / 1000.0);
    metrics.gauge(
        "highest_sent_timestamp_seconds",
        "The greatest time of a sample that the receiver has taken.",
        s -> s.highestMillis() / 1000.0);
    metrics.gauge(
        "last_success_timestamp_seconds",
        "When the receiver last took samples; 0 before the first.",
        s -> s.successMillis() / 1000.0);
  }

  private void counter(String name, String help, ToDoubleFunction<RemoteWriteStatus> value) {
    CounterWithCallback.builder()
        .name("muster_remote_write_" + name + "_total")
        .help(help)
        .labelNames(RECEIVER)
        .callback(callback ->
            statuses.get().forEach(s -> callback.call(value.applyAsDouble(s), s.receiver())))
        .register(registry);
  }

  private void gauge(String name, String help, ToDoubleFunction<RemoteWriteStatus> value) {
    GaugeWithCallback.builder()
        .name("muster_remote_write_" + name)
        .help(help)
        .labelNames(RECEIVER)
        .callback(callback ->
            statuses.get().forEach(s -> callback.call(value.applyAsDouble(s), s.receiver())))
        .register(registry);
  }

  private void dropped() {
    CounterWithCallback.builder()
        .name("muster_remote_write_samples_dropped_total")
        .help("Samples that were given up, by reason.")
        .labelNames(RECEIVER, "reason")
        .callback(callback ->
            statuses
                .get()
                .forEach(s -> {
                  callback.call((double) s.rejected(), s.receiver(), "rejected");
                  callback.call((double) s.lost(), s.receiver(), "queue");
                }))
        .register(registry);
  }
}
