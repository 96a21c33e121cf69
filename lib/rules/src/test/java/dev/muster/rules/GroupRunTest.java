package dev.muster.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import dev.muster.metrics.PostedAlert;
import dev.muster.metrics.StaleMarker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A group over time: the clock is moved by hand. Times in seconds. */
class GroupRunTest {
  private static final Labels PC1 = Labels.of("__name__", "load", "client", "pc1");
  private static final Labels PC2 = Labels.of("__name__", "load", "client", "pc2");

  private final MemorySamples samples = new MemorySamples();
  private final List<String> posted = new ArrayList<>();
  private final RuleMetrics metrics = new RuleMetrics(new PrometheusRegistry());
  private boolean bridgeFails;
  private long now;

  private final List<Labels> postedLabels = new ArrayList<>();
  private Map<String, String> external = Map.of();
  private final RuleContext context =
      new RuleContext(
          Promqls::engine,
          samples,
          samples,
          this::post,
          () -> Instant.ofEpochMilli(now),
          Duration.ofMinutes(1),
          () -> external,
          "https://muster.example");

  @Test
  void alert_handedOn_hasTheExternalLabelsItHasNotItself() {
    external = Map.of("site", "north", "client", "not this", "severity", "nor this");
    var run = run(group(0, alerting(Duration.ZERO, Duration.ZERO)));
    at(run, 60, 9, 1);
    assertThat(postedLabels)
        .containsExactly(
            Labels.of("alertname", "High", "client", "pc1", "severity", "page", "site", "north"));
    assertThat(run.status().rules().getFirst().alerts().getFirst().labels())
        .isEqualTo(Labels.of("alertname", "High", "client", "pc1", "severity", "page"));
  }

  private void post(List<PostedAlert> alerts) {
    if (bridgeFails) {
      throw new IllegalStateException("the disk is full");
    }
    for (var alert : alerts) {
      postedLabels.add(alert.labels());
      boolean over = alert.endsAt() <= now;
      posted.add(
          "%d %s %s %d-%d"
              .formatted(
                  now / 1000,
                  alert.labels().get("client"),
                  over ? "resolved" : "firing",
                  alert.startsAt() / 1000,
                  alert.endsAt() / 1000));
    }
  }

  private static Rule.Alerting alerting(Duration hold, Duration keep) {
    return new Rule.Alerting(
        "High", "load > 5", hold, keep, Map.of("severity", "page"), Map.of("v", "{{ $value }}"));
  }

  private static RuleGroup group(int limit, Rule... rules) {
    return new RuleGroup("rules.yml", "g", null, Duration.ZERO, limit, List.of(rules));
  }

  private GroupRun run(RuleGroup group) {
    return new GroupRun(group, context, metrics, true);
  }

  private void at(GroupRun run, long seconds, double pc1, double pc2) {
    now = seconds * 1000;
    samples.add(PC1, now, pc1);
    samples.add(PC2, now, pc2);
    run.evaluate(now);
  }

  private static AlertState state(GroupRun run) {
    return run.status().rules().getFirst().state();
  }

  @Test
  void alert_waitsFiresAndIsResolved() {
    var run = run(group(0, alerting(Duration.ofMinutes(2), Duration.ZERO)));
    assertThat(state(run)).isEqualTo(AlertState.UNKNOWN);
    at(run, 0, 1, 1);
    assertThat(state(run)).isEqualTo(AlertState.INACTIVE);
    at(run, 60, 9, 1);
    at(run, 120, 9, 1);
    assertThat(state(run)).isEqualTo(AlertState.PENDING);
    assertThat(posted).isEmpty();
    at(run, 180, 9, 1);
    assertThat(state(run)).isEqualTo(AlertState.FIRING);
    at(run, 241, 9, 1);
    at(run, 300, 1, 1);
    assertThat(posted)
        .containsExactly(
            "180 pc1 firing 180-420", "241 pc1 firing 180-481", "300 pc1 resolved 180-300");
    assertThat(
            samples.of(
                "__name__",
                "ALERTS",
                "alertname",
                "High",
                "alertstate",
                "pending",
                "client",
                "pc1",
                "severity",
                "page"))
        .containsEntry(60L, 1.0)
        .containsEntry(120L, 1.0)
        .hasEntrySatisfying(180L, value -> assertThat(StaleMarker.is(value)).isTrue());
    assertThat(
            samples.of(
                "__name__",
                "ALERTS_FOR_STATE",
                "alertname",
                "High",
                "client",
                "pc1",
                "severity",
                "page"))
        .containsEntry(60L, 60.0)
        .containsEntry(241L, 60.0)
        .hasEntrySatisfying(300L, value -> assertThat(StaleMarker.is(value)).isTrue());
  }

  @Test
  void pendingAlert_thatGoes_isForgotten() {
    var run = run(group(0, alerting(Duration.ofMinutes(5), Duration.ZERO)));
    at(run, 0, 9, 1);
    at(run, 60, 1, 1);
    assertThat(run.status().rules().getFirst().alerts()).isEmpty();
    at(run, 120, 9, 1);
    at(run, 300, 9, 1);
    assertThat(state(run)).isEqualTo(AlertState.PENDING);
    assertThat(posted).isEmpty();
  }

  @Test
  void alert_isKeptFiring() {
    var run = run(group(0, alerting(Duration.ZERO, Duration.ofMinutes(3))));
    at(run, 0, 9, 1);
    at(run, 60, 1, 1);
    at(run, 120, 9, 1);
    at(run, 180, 1, 1);
    assertThat(run.status().rules().getFirst().alerts().getFirst().keptSince()).isEqualTo(180_000);
    at(run, 300, 1, 1);
    assertThat(state(run)).isEqualTo(AlertState.FIRING);
    at(run, 360, 1, 1);
    assertThat(state(run)).isEqualTo(AlertState.INACTIVE);
    assertThat(posted.getLast()).isEqualTo("360 pc1 resolved 0-360");
  }

  @Test
  void resolvedAlert_isToldForAQuarterOfAnHour() {
    var run = run(group(0, alerting(Duration.ZERO, Duration.ZERO)));
    at(run, 0, 9, 1);
    for (long time = 60; time <= 1200; time += 61) {
      at(run, time, 1, 1);
    }
    assertThat(posted.stream().filter(line -> line.contains("resolved 0-60"))).hasSize(15);
  }

  @Test
  void alerts_notStored_areHandedOnAgain() {
    var run = run(group(0, alerting(Duration.ZERO, Duration.ZERO)));
    bridgeFails = true;
    at(run, 0, 9, 1);
    bridgeFails = false;
    at(run, 15, 9, 1);
    at(run, 30, 9, 1);
    assertThat(posted).containsExactly("15 pc1 firing 0-255");
  }

  @Test
  void laterRules_seeWhatEarlierOnesGive() {
    var run =
        run(
            group(
                0,
                new Rule.Recording("load:sum", "sum(load)", Map.of("by", "rule")),
                new Rule.Recording("load:twice", "2 * load:sum", Map.of())));
    at(run, 60, 2, 3);
    assertThat(samples.of("__name__", "load:sum", "by", "rule")).containsEntry(60L, 5.0);
    assertThat(samples.of("__name__", "load:twice", "by", "rule")).containsEntry(60L, 10.0);
  }

  @Test
  void vanishedSeries_isMarkedStale() {
    var run = run(group(0, new Rule.Recording("high", "load > 5", Map.of())));
    at(run, 0, 9, 9);
    at(run, 60, 9, 1);
    at(run, 120, 9, 1);
    assertThat(samples.of("__name__", "high", "client", "pc2"))
        .hasSize(2)
        .hasEntrySatisfying(60L, value -> assertThat(StaleMarker.is(value)).isTrue());
    assertThat(samples.of("__name__", "high", "client", "pc1")).hasSize(3);
  }

  @Test
  void failures_areNamedAndEndNothing() {
    var run =
        run(
            group(
                1,
                new Rule.Recording("same", "load", Map.of("client", "all")),
                new Rule.Recording("many", "load", Map.of()),
                new Rule.Recording("range", "load[5m]", Map.of()),
                alerting(Duration.ZERO, Duration.ZERO)));
    at(run, 0, 9, 9);
    assertThat(run.status().rules())
        .extracting(RuleStatus::health)
        .containsExactly("err", "err", "err", "err");
    assertThat(run.status().rules())
        .extracting(RuleStatus::lastError)
        .satisfiesExactly(
            error -> assertThat(error).contains("same labelset"),
            error -> assertThat(error).isEqualTo("exceeded limit of 1 with 2 series"),
            error -> assertThat(error).contains("range vector"),
            error -> assertThat(error).isEqualTo("exceeded limit of 1 with 2 alerts"));
    at(run, 60, 9, 1);
    assertThat(run.status().rules().getLast().health()).isEqualTo("ok");
  }

  @Test
  void seriesNotStored_isTheRulesFailure() {
    var run = run(group(0, new Rule.Recording("all", "load", Map.of())));
    samples.refuses = true;
    at(run, 0, 1, 1);
    assertThat(run.status().rules().getFirst().lastError()).contains("the disk is full");
  }

  @Test
  void queryOffset_looksBackAndDatesBack() {
    var rule = new Rule.Recording("late", "load", Map.of());
    var run = run(new RuleGroup("rules.yml", "g", null, Duration.ofMinutes(1), 0, List.of(rule)));
    at(run, 60, 1, 1);
    at(run, 120, 2, 2);
    assertThat(samples.of("__name__", "late", "client", "pc1")).isEqualTo(Map.of(60L, 1.0));
  }

  @Test
  void changedGroup_goesOnWhereTheOldOneWas() {
    var alerts = alerting(Duration.ofMinutes(2), Duration.ZERO);
    var gone = new Rule.Recording("gone", "load", Map.of());
    var before = run(group(0, gone, alerts));
    at(before, 0, 9, 1);
    at(before, 60, 9, 1);
    var after = run(group(0, alerts, new Rule.Recording("new", "load", Map.of())));
    after.copyState(before);
    at(after, 120, 9, 1);
    assertThat(state(after)).isEqualTo(AlertState.FIRING);
    assertThat(samples.of("__name__", "gone", "client", "pc1"))
        .hasEntrySatisfying(120L, value -> assertThat(StaleMarker.is(value)).isTrue());
  }

  /** Runs for some time, ends, and begins anew some time later; when the alert fires. */
  private long firesAfterOutage(Duration hold, long until, long again) {
    var group = group(0, alerting(hold, Duration.ZERO));
    var before = run(group);
    for (long time = 0; time <= until; time += 60) {
      at(before, time, 9, 1);
    }
    var after = new GroupRun(group, context, metrics, false);
    at(after, again, 9, 1);
    at(after, again + 60, 9, 1);
    after.restore(now);
    for (long time = again + 120; time < again + 7200; time += 60) {
      at(after, time, 9, 1);
      if (state(after) == AlertState.FIRING) {
        return time;
      }
    }
    return -1;
  }

  @Test
  void waiting_isRestoredAfterARestart() {
    // It fired before the outage, so it fires at once.
    assertThat(firesAfterOutage(Duration.ofMinutes(20), 1800, 2400)).isEqualTo(2520);
  }

  @Test
  void waiting_goesOnAfterARestart() {
    // 10 of 30 minutes were over; the outage does not count.
    assertThat(firesAfterOutage(Duration.ofMinutes(30), 600, 1200)).isEqualTo(1260 + 1200);
  }

  @Test
  void waiting_lastsTheGracePeriodAtLeast() {
    // 18 of 20 minutes were over.
    assertThat(firesAfterOutage(Duration.ofMinutes(20), 1080, 1200)).isEqualTo(1260 + 600);
  }

  @Test
  void waiting_beginsAnewAfterALongOutage() {
    assertThat(firesAfterOutage(Duration.ofMinutes(20), 1800, 1800 + 3601)).isEqualTo(5401 + 1200);
  }

  @Test
  void waiting_shorterThanTheGracePeriod_beginsAnew() {
    assertThat(firesAfterOutage(Duration.ofMinutes(5), 600, 900)).isEqualTo(900 + 300);
  }
}
