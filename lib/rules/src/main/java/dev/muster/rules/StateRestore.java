package dev.muster.rules;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.SeriesReader;
import dev.muster.metrics.StaleMarker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over after a restart since when alerts are pending, from the series {@code
 * ALERTS_FOR_STATE}, by Prometheus's rules: after an outage of up to an hour, for rules that hold
 * for ten minutes or longer, and so that none fires sooner than ten minutes after the restart
 * unless it fired before.
 */
final class StateRestore {
  private static final Logger log = LoggerFactory.getLogger(StateRestore.class);
  private static final long OUTAGE_MILLIS = Duration.ofHours(1).toMillis();
  private static final long GRACE_MILLIS = Duration.ofMinutes(10).toMillis();
  private static final int MOST_SAMPLES = 5_000_000;

  private final SeriesReader reader;
  private final long now;

  StateRestore(SeriesReader reader, long now) {
    this.reader = reader;
    this.now = now;
  }

  void restore(List<AlertingLogic> rules) {
    for (var rule : rules) {
      if (!rule.isRestored() && rule.rule().hold().toMillis() >= GRACE_MILLIS) {
        try {
          restore(rule);
        } catch (RuntimeException e) {
          log.warn(
              "msg=\"pending alerts begin anew\" rule=\"{}\" reason=\"{}\"",
              rule.rule().name(),
              e.getMessage());
        }
      }
      rule.setRestored();
    }
  }

  private void restore(AlertingLogic rule) {
    Map<Labels, Series> stored = new HashMap<>();
    for (var series : reader.select(selection(rule.rule()))) {
      stored.put(series.labels().withoutName(), series);
    }
    for (var alert : rule.active().values()) {
      var series = stored.get(alert.labels);
      if (series != null && series.size() > 0) {
        restore(alert, series, rule.rule().hold().toMillis());
      }
    }
  }

  private Selection selection(Rule.Alerting rule) {
    var matchers = new ArrayList<Matcher>();
    matchers.add(Matcher.equal(Labels.NAME, AlertingLogic.FOR_STATE));
    matchers.add(Matcher.equal("alertname", rule.name()));
    rule.labels()
        .forEach((name, value) -> {
          if (!value.contains("{{") && !name.equals("alertname")) {
            matchers.add(Matcher.equal(name, value));
          }
        });
    return new Selection(matchers, now - OUTAGE_MILLIS, now, MOST_SAMPLES);
  }

  private void restore(ActiveAlert alert, Series series, long hold) {
    int last = series.size() - 1;
    double value = series.values()[last];
    if (StaleMarker.is(value)) {
      return; // It was not active when the process ended.
    }
    long downAt = series.timesMillis()[last];
    long activeAt = ((long) value) * 1000;
    long remaining = hold - (downAt - activeAt);
    if (remaining <= 0) {
      alert.activeAt = activeAt;
    } else if (remaining < GRACE_MILLIS) {
      alert.activeAt = now + GRACE_MILLIS - hold;
    } else {
      alert.activeAt = activeAt + (now - downAt);
    }
  }
}
