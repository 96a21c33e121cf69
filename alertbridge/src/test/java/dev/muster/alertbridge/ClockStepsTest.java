package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertRecord.State;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;
import dev.muster.fleet.SteadyClock;
import dev.muster.metrics.Labels;
import dev.muster.metrics.PostedAlert;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The machine's clock is set while alerts wait, fire and are handed on. */
final class ClockStepsTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final FakeAlertStore store = new FakeAlertStore();
  private final FakeQuery query = new FakeQuery(Fleets.INTERVAL);
  private Instant system = Instant.parse("2026-11-22T10:00:00Z");
  private long nanos;
  private final SteadyClock clock = new SteadyClock(() -> system, () -> nanos);
  private final Fleet fleet =
      Fleets.with(
          Fleets.AT_ONCE,
          Fleets.of(
              null,
              List.of(
                  Fleets.client(
                      "pc1",
                      "",
                      List.of("it@example.org"),
                      false,
                      limit(LimitType.MEMORY, Duration.ofMinutes(10)),
                      limit(LimitType.CPU, Duration.ZERO)))));
  private final BridgeMetrics metrics = new BridgeMetrics(new PrometheusRegistry());
  private final Pipeline pipeline =
      new Pipeline(
          store,
          new Silences(List::of, Fleets::noSchedule),
          new SentenceWriter(),
          clock.millis(),
          fleet,
          metrics);
  private final BridgeRound round =
      new BridgeRound(
          query,
          pipeline,
          new EventFeed(store, new FakeEventStore()),
          new MailDesk(ZoneOffset.UTC, null, metrics),
          clock,
          metrics);

  private static Limit limit(LimitType type, Duration hold) {
    return new Limit(type, 50, Limit.Direction.ABOVE, hold, 50);
  }

  private void pass(Duration time) {
    system = system.plus(time);
    nanos += time.toNanos();
  }

  private void rounds(Duration time) {
    for (long left = time.toSeconds(); left > 0; left -= 15) {
      pass(Duration.ofSeconds(15));
      var _ = round.run(fleet);
    }
  }

  private void cross(LimitType type) {
    query.set(0, type, "pc1", "", 60);
  }

  private State state(String type) {
    return store.open().stream()
        .filter(record -> record.type().equals(type))
        .map(AlertRecord::state)
        .findFirst()
        .orElse(State.RESOLVED);
  }

  @Test
  void setForward_whatWaits_waitsAsLongAsBefore() {
    cross(LimitType.MEMORY);
    rounds(Duration.ofMinutes(2));
    system = system.plus(HOUR);
    rounds(Duration.ofMinutes(7));
    assertThat(state("memory")).isEqualTo(State.PENDING);
    assertThat(store.mails()).isEmpty();
    rounds(Duration.ofMinutes(2));
    assertThat(state("memory")).isEqualTo(State.FIRING);
    assertThat(store.mails()).hasSize(1);
  }

  @Test
  void setBackAnHour_whatWaitsFires_andNothingIsToldTwice() {
    cross(LimitType.MEMORY);
    cross(LimitType.CPU);
    rounds(Duration.ofMinutes(2));
    assertThat(store.mails()).hasSize(1);
    system = system.minus(HOUR);
    // Its time is a tenth slower now.
    rounds(Duration.ofMinutes(11));
    assertThat(state("memory")).isEqualTo(State.FIRING);
    assertThat(store.mails()).hasSize(2);
    rounds(Duration.ofHours(1));
    assertThat(state("cpu")).isEqualTo(State.FIRING);
    assertThat(store.mails()).hasSize(2);
  }

  @Test
  void setForward_alertsThatOthersJudge_areStillHandedOn() {
    var _ = round.run(fleet);
    hand(Duration.ofMinutes(4));
    rounds(Duration.ofMinutes(1));
    system = system.plus(HOUR);
    rounds(Duration.ofMinutes(2));
    hand(Duration.ofMinutes(4));
    rounds(Duration.ofMinutes(1));
    assertThat(store.allPosted()).hasSize(1);
    assertThat(store.allPosted().getFirst().record().state()).isEqualTo(State.FIRING);
    assertThat(store.mails()).hasSize(1);
    rounds(Duration.ofMinutes(4));
    assertThat(store.allPosted().getFirst().record().state()).isEqualTo(State.RESOLVED);
  }

  private void hand(Duration valid) {
    long now = clock.millis();
    var alert =
        new PostedAlert(
            Labels.of("alertname", "DiskFull", "client", "pc1"),
            Map.of(),
            now,
            now + valid.toMillis(),
            "",
            1);
    pipeline.take(List.of(alert), fleet, now);
  }
}
