package dev.muster.alertbridge.api;

import dev.muster.metrics.PostedAlert;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Locale;

/**
 * What comes in by the API. Alerts that are refused mean that a sender's labels are wrong; requests
 * that failed, that the archive could not be written: their senders were told to try again.
 */
final class ApiMetrics {
  private final Counter received;
  private final Counter refused;
  private final Counter failed;

  /** Which of the ways in. */
  enum Way {
    API,
    WEBHOOK;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  ApiMetrics(PrometheusRegistry registry) {
    received =
        Counter.builder()
            .name("muster_alertbridge_alerts_received_total")
            .help("Alerts that others handed on, by the way they came and whether they fire.")
            .labelNames("by", "status")
            .register(registry);
    refused =
        Counter.builder()
            .name("muster_alertbridge_alerts_refused_total")
            .help("Alerts that others handed on and that were not valid.")
            .labelNames("by")
            .register(registry);
    failed =
        Counter.builder()
            .name("muster_alertbridge_alert_requests_failed_total")
            .help("Requests with alerts that could not be stored.")
            .labelNames("by")
            .register(registry);
    for (var way : Way.values()) {
      received.initLabelValues(way.word(), "firing");
      received.initLabelValues(way.word(), "resolved");
      refused.initLabelValues(way.word());
      failed.initLabelValues(way.word());
    }
  }

  void received(Way way, List<PostedAlert> alerts, long now) {
    for (var alert : alerts) {
      received.labelValues(way.word(), alert.endsAt() > now ? "firing" : "resolved").inc();
    }
  }

  void refused(Way way, int count) {
    refused.labelValues(way.word()).inc(count);
  }

  void failed(Way way) {
    failed.labelValues(way.word()).inc();
  }
}
