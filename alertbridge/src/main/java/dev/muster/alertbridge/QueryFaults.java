package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertStore;
import dev.muster.metrics.AlertReceiver;
import dev.muster.metrics.Labels;
import dev.muster.metrics.PostedAlert;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes an alert of type {@code query} of a time in which nobody answers the queries for limits,
 * once it has lasted a minute: nobody would hear of anything then. It is over with the next answer,
 * also after a restart.
 */
final class QueryFaults {
  static final String TYPE = "query";

  private static final Duration HOLD = Duration.ofMinutes(1);
  private static final int REASON = 300;

  /** It stands until it is said to be over. */
  private static final Duration STANDS = Duration.ofDays(3650);

  private static final Labels LABELS =
      Labels.of("alertname", TYPE, "type", TYPE, "source", "muster");

  private final AlertStore store;
  private final InstantSource clock;
  private final AlertReceiver alerts;
  private @Nullable Boolean open;

  QueryFaults(AlertStore store, InstantSource clock, AlertReceiver alerts) {
    this.store = store;
    this.clock = clock;
    this.alerts = alerts;
  }

  /** Whether these are the labels of an alert made here. */
  static boolean isQueryFault(Labels labels) {
    return labels.equals(LABELS);
  }

  /**
   * Begins or ends the alert; one caller at a time.
   *
   * @param outage the present one, or null
   */
  void check(LimitQueries.@Nullable Outage outage) {
    long now = clock.millis();
    if (open == null) {
      open = standing(now).isPresent();
    }
    if (outage == null && open) {
      standing(now).ifPresent(alert -> alerts.post(List.of(over(alert, now))));
      open = false;
    } else if (outage != null && !open && now - outage.since() >= HOLD.toMillis()) {
      alerts.post(List.of(alert(outage, now)));
      open = true;
    }
  }

  private Optional<PostedAlert> standing(long now) {
    return store.history().firedOrResolvedSince(now + 1).stream()
        .filter(told -> told.record().state() == AlertRecord.State.FIRING)
        .map(told -> told.posted())
        .filter(Objects::nonNull)
        .filter(alert -> isQueryFault(alert.labels()))
        .findFirst();
  }

  private static PostedAlert alert(LimitQueries.Outage outage, long now) {
    return new PostedAlert(
        LABELS,
        Map.of(
            "summary",
            "no limit is judged, alerts stay as they are: "
                + PlainText.line(outage.reason(), REASON)),
        outage.since(),
        now + STANDS.toMillis(),
        "",
        Double.NaN);
  }

  private static PostedAlert over(PostedAlert alert, long now) {
    return new PostedAlert(
        alert.labels(), alert.annotations(), alert.startsAt(), now, "", Double.NaN);
  }
}
