package dev.muster.alertbridge;

import dev.muster.archive.Outbox;
import dev.muster.sqlite.DatabaseException;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The count of what goes out, by receiver; mails are the receiver {@code mail}. A wait that grows
 * says that a mail server or receiver takes nothing: the log has its words.
 *
 * <pre>
 * muster_alertbridge_notifications_sent_total{receiver="chat"}
 * muster_alertbridge_notifications_failed_total{receiver="chat",outcome="retry|refused|given_up"}
 * muster_alertbridge_outbox_waiting{receiver="mail"}
 * muster_alertbridge_outbox_oldest_seconds{receiver="mail"}
 * muster_alertbridge_alertmanager_alerts_total{receiver="am1"}
 * muster_alertbridge_alertmanager_failures_total{receiver="am1"}
 * </pre>
 */
final class DeliveryMetrics {
  private static final String MAIL = "mail";

  final Counter alertmanagerAlerts;
  final Counter alertmanagerFailures;
  private final Counter sent;
  private final Counter failed;
  private volatile @Nullable Outbox outbox;
  private volatile InstantSource clock = InstantSource.system();

  DeliveryMetrics(PrometheusRegistry registry) {
    sent =
        counter(
            registry,
            "notifications_sent",
            "Notifications that a receiver other than mail took.",
            "receiver");
    failed =
        counter(
            registry,
            "notifications_failed",
            "Attempts that a receiver other than mail did not take: to be retried, refused for"
                + " good, or given up after three days. Growth says that it is away or wrongly set"
                + " up.",
            "receiver",
            "outcome");
    alertmanagerAlerts =
        counter(
            registry,
            "alertmanager_alerts",
            "Alerts handed on to an Alertmanager, resends included.",
            "receiver");
    alertmanagerFailures =
        counter(
            registry,
            "alertmanager_failures",
            "Requests an Alertmanager did not take. Growth says that it knows nothing of new"
                + " alerts; they are handed on as soon as it answers.",
            "receiver");
    gauge(
        registry,
        "outbox_waiting",
        "What waits to be sent. Stays high while a mail server or receiver is away.",
        (waiting, now) -> waiting.count());
    gauge(
        registry,
        "outbox_oldest_seconds",
        "How long the oldest of it has waited. More than a few minutes say that nobody is told.",
        (waiting, now) -> Math.max(0, now - waiting.oldest()) / 1000.0);
  }

  /** Shows what waits here. */
  void watch(Outbox outbox, InstantSource clock) {
    this.clock = clock;
    this.outbox = outbox;
  }

  void sent(String receiver) {
    sent.labelValues(receiver).inc();
  }

  void failed(String receiver, String outcome) {
    failed.labelValues(receiver, outcome).inc();
  }

  private interface Value {
    double of(Outbox.Waiting waiting, long now);
  }

  private void gauge(PrometheusRegistry registry, String name, String help, Value value) {
    GaugeWithCallback.builder()
        .name("muster_alertbridge_" + name)
        .help(help)
        .labelNames("receiver")
        .callback(page ->
            waiting()
                .forEach((receiver, waiting) ->
                    page.call(
                        value.of(waiting, clock.millis()), receiver.isEmpty() ? MAIL : receiver)))
        .register(registry);
  }

  private Map<String, Outbox.Waiting> waiting() {
    var watched = outbox;
    try {
      return watched == null ? Map.of() : watched.waiting();
    } catch (DatabaseException e) {
      return Map.of(); // the archive's own metrics say so
    }
  }

  private static Counter counter(
      PrometheusRegistry registry, String name, String help, String... labels) {
    return Counter.builder()
        .name("muster_alertbridge_" + name + "_total")
        .help(help)
        .labelNames(labels)
        .register(registry);
  }
}
