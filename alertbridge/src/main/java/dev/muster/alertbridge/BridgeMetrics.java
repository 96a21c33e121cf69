package dev.muster.alertbridge;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Collection;
import java.util.List;

/**
 * The bridge's count of itself. Failures that grow say that alerts are not judged (query failures,
 * round failures) or mails do not leave (failed mails; see the log for the server's words).
 *
 * <pre>
 * muster_alertbridge_rounds_total
 * muster_alertbridge_round_failures_total
 * muster_alertbridge_round_duration_seconds
 * muster_alertbridge_last_round_timestamp_seconds
 * muster_alertbridge_query_failures_total{type="cpu"}
 * muster_alertbridge_query_up
 * muster_alertbridge_last_answer_timestamp_seconds
 * muster_alertbridge_open_alerts{state="pending|firing"}
 * muster_alertbridge_mails_queued_total
 * muster_alertbridge_mails_sent_total
 * muster_alertbridge_mails_failed_total{outcome="retry|refused|unrenderable"}
 * muster_alertbridge_template_failures_total{template="subject|text|html|load"}
 * </pre>
 */
final class BridgeMetrics {
  final Counter rounds;
  final Counter roundFailures;
  final Histogram roundDuration;
  final Gauge lastRound;
  final Counter queryFailures;
  final Gauge queryUp;
  final Gauge lastAnswer;
  final Counter mailsQueued;
  final Counter mailsSent;
  final Counter templateFailures;
  final DeliveryMetrics deliveries;
  private final Counter mailsFailed;
  private final Gauge openAlerts;

  BridgeMetrics(PrometheusRegistry registry) {
    rounds = counter(registry, "rounds", "Rounds in which all limits were looked at.");
    roundFailures =
        counter(registry, "round_failures", "Rounds that changed nothing because they failed.");
    roundDuration =
        Histogram.builder()
            .name("muster_alertbridge_round_duration_seconds")
            .help("How long a round took, its commit included.")
            .classicOnly()
            .classicUpperBounds(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 10)
            .register(registry);
    lastRound =
        gauge(registry, "last_round_timestamp_seconds", "When the last round was committed.");
    queryFailures =
        counter(registry, "query_failures", "Queries for a limit type without answer.", "type");
    queryUp =
        gauge(
            registry,
            "query_up",
            "1, or 0 while nobody answers queries for limits: alerts stay as they are.");
    queryUp.set(1);
    lastAnswer =
        gauge(
            registry,
            "last_answer_timestamp_seconds",
            "When a query for a limit type was answered last.");
    openAlerts = gauge(registry, "open_alerts", "Alerts that are open, by state.", "state");
    mailsQueued = counter(registry, "mails_queued", "Mails put into the outbox.");
    mailsSent = counter(registry, "mails_sent", "Mails the mail server took.");
    templateFailures =
        counter(
            registry,
            "template_failures",
            "Templates of a user that failed, so that built-in words were mailed.",
            "template");
    mailsFailed =
        counter(
            registry,
            "mails_failed",
            "Attempts that sent no mail: to be retried, refused for good, or not renderable.",
            "outcome");
    for (var failure : List.of(Failure.RETRY, Failure.REFUSED, Failure.UNRENDERABLE)) {
      mailsFailed.initLabelValues(failure.label);
    }
    opened(List.of());
    deliveries = new DeliveryMetrics(registry);
  }

  /** How a mail failed. */
  enum Failure {
    RETRY("retry"),
    REFUSED("refused"),
    UNRENDERABLE("unrenderable"),
    GIVEN_UP("given_up");

    private final String label;

    Failure(String label) {
      this.label = label;
    }
  }

  void sentTo(String receiver) {
    deliveries.sent(receiver);
  }

  void toReceiver(String receiver, Failure failure) {
    deliveries.failed(receiver, failure.label);
  }

  void mailFailed(Failure failure) {
    mailsFailed.labelValues(failure.label).inc();
  }

  void opened(Collection<Episode> episodes) {
    int firing = Math.toIntExact(episodes.stream().filter(Episode::isFiring).count());
    openAlerts.labelValues("firing").set(firing);
    openAlerts.labelValues("pending").set(episodes.size() - firing);
  }

  private static Counter counter(
      PrometheusRegistry registry, String name, String help, String... labels) {
    return Counter.builder()
        .name("muster_alertbridge_" + name + "_total")
        .help(help)
        .labelNames(labels)
        .register(registry);
  }

  private static Gauge gauge(
      PrometheusRegistry registry, String name, String help, String... labels) {
    return Gauge.builder()
        .name("muster_alertbridge_" + name)
        .help(help)
        .labelNames(labels)
        .register(registry);
  }
}
