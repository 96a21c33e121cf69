package dev.muster.app;

import dev.muster.archive.AlertRecord;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Limit;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Limits and open alerts on the server's own metrics page, for dashboards.
 *
 * <pre>
 * muster_alert_limit{client="pc",group="lab",type="memory",when="above"} 50.0
 * muster_alerts{client="pc",group="lab",type="memory",state="firing"} 1.0
 * </pre>
 */
final class AlertSeries {
  /** A page has a bound. */
  private static final int MOST = 20_000;

  private AlertSeries() {}

  static void register(
      PrometheusRegistry registry, Supplier<Fleet> fleet, Supplier<List<AlertRecord>> open) {
    GaugeWithCallback.builder()
        .name("muster_alert_limit")
        .help("The limits clients are held to, in percent, seconds or as a plain number.")
        .labelNames("client", "group", "type", "when")
        .callback(callback -> limits(fleet.get(), callback))
        .register(registry);
    GaugeWithCallback.builder()
        .name("muster_alerts")
        .help("Alerts that are open.")
        .labelNames("client", "group", "type", "state")
        .callback(callback ->
            alerts(fleet.get(), open.get())
                .forEach((labels, count) -> callback.call(count, labels.toArray(String[]::new))))
        .register(registry);
  }

  private static void limits(Fleet fleet, GaugeWithCallback.Callback callback) {
    int left = MOST;
    for (var client : fleet.clients()) {
      for (var limit : client.limits()) {
        if (left-- > 0) {
          callback.call(
              limit.threshold(),
              client.name(),
              client.group(),
              limit.type().xmlName(),
              limit.direction() == Limit.Direction.ABOVE ? "above" : "below");
        }
      }
    }
  }

  private static Map<List<String>, Integer> alerts(Fleet fleet, List<AlertRecord> open) {
    var groups = new HashMap<String, String>();
    for (Client client : fleet.clients()) {
      groups.put(client.name(), client.group());
    }
    var counts = new HashMap<List<String>, Integer>();
    open.stream()
        .limit(MOST)
        .forEach(alert ->
            counts.merge(
                List.of(
                    alert.client(),
                    groups.getOrDefault(alert.client(), ""),
                    alert.type(),
                    alert.state().name().toLowerCase(Locale.ROOT)),
                1,
                Integer::sum));
    return counts;
  }
}
