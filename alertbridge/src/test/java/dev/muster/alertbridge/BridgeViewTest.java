package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.alertbridge.api.Fingerprint;
import dev.muster.archive.Silence;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.LimitType;
import dev.muster.metrics.InstantSample;
import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the bridge's API is told of alerts and groups. */
final class BridgeViewTest {
  private final FakeAlertStore store = new FakeAlertStore();
  private final List<Silence> silences = new ArrayList<>();
  private final Fleet fleet =
      StoryFleet.read(
          List.of(
              "window night 00:00-04:00 type=\"load\"",
              "receiver hook",
              "client pc1 group=lab notify=hook memory>50 cpu>50 load>5 offline"));
  private final Pipeline pipeline =
      new Pipeline(
          store,
          new Silences(() -> silences, DailyHours::of),
          new StoryWriter(),
          0,
          fleet,
          new BridgeMetrics(new PrometheusRegistry()));

  private void judge(long now, double memory, double cpu, double offline) {
    var readings = new Readings();
    answer(readings, LimitType.MEMORY, memory);
    answer(readings, LimitType.CPU, cpu);
    answer(readings, LimitType.LOAD, 9);
    answer(readings, LimitType.OFFLINE, offline);
    var _ = pipeline.judge(fleet, readings, List.of(), -1, now);
  }

  private static void answer(Readings readings, LimitType type, double value) {
    readings.answered(
        type, List.of(new InstantSample(Labels.of("client", "pc1", "job", "node"), 0, value)));
  }

  @Test
  void alerts_sayWhatMutesThem_andWhoIsTold() {
    silences.add(
        new Silence(
            "s1", List.of(Matcher.equal("type", "cpu")), 0, Long.MAX_VALUE, 0, "anna", "", ""));
    judge(1_000, 60, 60, 0);
    assertThat(pipeline.alerts())
        .extracting(
            status -> status.alert().record().type(),
            AlertStatus::silencedBy,
            AlertStatus::mutedBy,
            AlertStatus::isMuted,
            AlertStatus::receivers)
        .containsExactlyInAnyOrder(
            tuple("memory", List.of(), List.of(), false, List.of("it@example.org", "hook")),
            tuple("cpu", List.of("s1"), List.of(), true, List.of("it@example.org", "hook")),
            tuple("load", List.of(), List.of("night"), true, List.of("it@example.org", "hook")));
    assertThat(pipeline.alerts().getFirst().alert().labels().toString())
        .contains("client=\"pc1\"", "group=\"lab\"", "instance=\"10.1.2.1:10100\"", "job=\"node\"");
  }

  @Test
  void offline_inhibitsByItsFingerprint() {
    judge(1_000, 60, 10, 1);
    var statuses = pipeline.alerts();
    var offline =
        statuses.stream()
            .filter(status -> status.alert().record().type().equals("offline"))
            .findFirst()
            .orElseThrow();
    assertThat(offline.inhibitedBy()).isEmpty();
    assertThat(statuses)
        .filteredOn(status -> !status.equals(offline))
        .hasSize(2)
        .allSatisfy(status ->
            assertThat(status.inhibitedBy())
                .containsExactly(Fingerprint.of(offline.alert().labels())));
  }

  @Test
  void groups_areByReceiverAndLabels_untilTheEndIsTold() {
    judge(1_000, 60, 10, 0);
    assertThat(pipeline.groups())
        .extracting(
            BridgeView.Group::receiver,
            group -> group.labels().toString(),
            group -> group.alerts().size())
        .containsExactly(
            tuple("it@example.org", "{client=\"pc1\"}", 2), tuple("hook", "{client=\"pc1\"}", 2));
    judge(2_000, 10, 10, 0);
    assertThat(pipeline.alerts())
        .filteredOn(status -> !status.alert().isFiring())
        .extracting(status -> status.alert().cause())
        .containsExactly(Transition.Cause.CLEARED);
    judge(12_000, 10, 10, 0);
    assertThat(pipeline.alerts()).allMatch(status -> status.alert().isFiring());
    assertThat(pipeline.groups()).allMatch(group -> group.alerts().size() == 1);
  }

  @Test
  void fingerprint_isAlertmanagers() {
    assertThat(Fingerprint.of(Labels.EMPTY)).isEqualTo("cbf29ce484222325");
    assertThat(Fingerprint.of(Labels.of("alertname", "a")))
        .hasSize(16)
        .isNotEqualTo(Fingerprint.of(Labels.of("alertname", "b")));
  }
}
