package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

final class SteadyClockTest {
  private static final Instant START = Instant.parse("2026-10-25T00:30:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  /** What the system shows, and how long it has been running. */
  private Instant system = START;

  private Duration running = Duration.ZERO;
  private final SteadyClock clock = new SteadyClock(() -> system, this::nanos);

  private long nanos() {
    return running.toNanos();
  }

  private void pass(Duration time) {
    running = running.plus(time);
    system = system.plus(time);
  }

  @Test
  void systemsTime_isShown_andSmallCorrectionsAreNoJump() {
    pass(HOUR);
    assertThat(clock.instant()).isEqualTo(system);
    system = system.plusSeconds(29);
    assertThat(clock.instant()).isEqualTo(system);
    assertThat(clock.jumpedMillis()).isZero();
    assertThat(clock.ahead()).isZero();
  }

  @Test
  void setBackAnHour_goesOnATenthSlower_untilTheSystemHasCaughtUp() {
    system = system.minus(HOUR);
    assertThat(clock.instant()).isEqualTo(START);
    Instant before = START;
    for (int minute = 0; minute < 599; minute++) {
      pass(Duration.ofMinutes(1));
      assertThat(clock.instant()).isEqualTo(before.plusSeconds(54));
      before = clock.instant();
    }
    assertThat(clock.ahead()).isEqualTo(Duration.ofSeconds(6));
    pass(Duration.ofMinutes(2));
    assertThat(clock.instant()).isEqualTo(system);
    assertThat(clock.ahead()).isZero();
    assertThat(clock.jumpedMillis()).isZero();
  }

  @Test
  void setBackAndForwardAgain_jumpsByNoMoreThanItWasSlower() {
    system = system.minus(HOUR);
    pass(Duration.ofMinutes(10));
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(540));
    system = system.plus(HOUR);
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(600));
    assertThat(clock.jumpedMillis()).isEqualTo(60_000);
  }

  @Test
  void setBackByMoreThanItsBound_follows() {
    system = system.minus(SteadyClock.LONGEST_BACK).minusSeconds(1);
    assertThat(clock.instant()).isEqualTo(system);
    pass(HOUR);
    assertThat(clock.instant()).isEqualTo(system);
    assertThat(clock.ahead()).isZero();
  }

  @Test
  void setForwardAnHour_followsAndCounts() {
    pass(Duration.ofMinutes(3));
    system = system.plus(HOUR);
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(3780));
    assertThat(clock.jumpedMillis()).isEqualTo(HOUR.toMillis());
    assertThat(SteadyClock.jumpedMillis(clock)).isEqualTo(HOUR.toMillis());
    assertThat(SteadyClock.jumpedMillis(InstantSource.system())).isZero();
    pass(HOUR);
    assertThat(clock.jumpedMillis()).isEqualTo(HOUR.toMillis());
  }

  @Test
  void notBefore_aTimeAhead_goesOnBehindIt_butNotBehindOneFarAhead() {
    clock.notBefore(START.plus(HOUR));
    pass(Duration.ofMinutes(10));
    assertThat(clock.instant()).isEqualTo(START.plus(HOUR).plusSeconds(540));
    clock.notBefore(START);
    clock.notBefore(START.plus(Duration.ofDays(5000)));
    assertThat(clock.instant()).isEqualTo(START.plus(HOUR).plusSeconds(540));
  }
}
