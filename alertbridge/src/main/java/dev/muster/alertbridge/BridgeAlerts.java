package dev.muster.alertbridge;

import dev.muster.alertbridge.api.AlertSource;
import dev.muster.alertbridge.api.AlertmanagerConfig;
import dev.muster.alertbridge.api.ShownAlert;
import dev.muster.alertbridge.api.ShownGroup;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.LimitType;
import dev.muster.metrics.Labels;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What the bridge knows, as its API shows it: alerts that fire, judged just now. */
final class BridgeAlerts implements AlertSource {
  /** How long an alert of a limit would stand if nobody judged it any more. */
  private static final Duration STANDS = Duration.ofMinutes(5);

  private static final int ANNOTATION = 500;

  private final BridgeView view;
  private final Supplier<Map<Labels, Long>> ends;
  private final Supplier<Fleet> fleet;
  private final InstantSource clock;

  /**
   * A view of the bridge.
   *
   * @param ends until when alerts that were handed on count as firing
   */
  BridgeAlerts(
      BridgeView view,
      Supplier<Map<Labels, Long>> ends,
      Supplier<Fleet> fleet,
      InstantSource clock) {
    this.view = view;
    this.ends = ends;
    this.fleet = fleet;
    this.clock = clock;
  }

  @Override
  public List<ShownAlert> alerts() {
    return shown(view.alerts());
  }

  @Override
  public List<ShownGroup> groups() {
    return view.groups().stream()
        .map(group -> new ShownGroup(group.labels(), group.receiver(), shown(group.alerts())))
        .filter(group -> !group.alerts().isEmpty())
        .toList();
  }

  private List<ShownAlert> shown(List<AlertStatus> statuses) {
    long now = clock.millis();
    var known = ends.get();
    return statuses.stream()
        .filter(status -> status.alert().isFiring())
        .map(status -> shown(status, known, now))
        .toList();
  }

  private static ShownAlert shown(AlertStatus status, Map<Labels, Long> ends, long now) {
    var alert = status.alert();
    var record = alert.record();
    return new ShownAlert(
        record.id(),
        alert.labels(),
        annotations(alert),
        record.activeSince(),
        now,
        ends.getOrDefault(alert.labels(), now + STANDS.toMillis()),
        alert.generatorUrl(),
        status.receivers(),
        status.silencedBy(),
        status.inhibitedBy(),
        status.mutedBy());
  }

  /** Those of a limit say what it is and how far it is crossed. */
  private static Map<String, String> annotations(Alert alert) {
    var annotations = new HashMap<>(alert.annotations());
    var record = alert.record();
    if (alert.cause() != null) {
      LimitType.named(record.type())
          .filter(type -> type != LimitType.OFFLINE)
          .ifPresent(type -> {
            var unit = type.unit();
            annotations.put("value", Quantity.value(unit, record.value(), record.limit()));
            annotations.put("limit", Quantity.limit(unit, record.limit()));
          });
      if (!record.detail().isEmpty()) {
        annotations.put("detail", PlainText.line(record.detail(), ANNOTATION));
      }
    }
    return annotations;
  }

  @Override
  public List<String> receivers() {
    return AlertmanagerConfig.receivers(fleet.get());
  }

  @Override
  public String config() {
    return AlertmanagerConfig.of(fleet.get());
  }
}
