package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fleet.Alerting;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class FlappingTest {
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private final Flapping flapping = new Flapping();

  /** By default five beginnings within 30 minutes. */
  private Flapping.Verdict at(long minutes) {
    return flapping.of("a", 0, Alerting.DEFAULT, minutes * MINUTE);
  }

  private void begin(long... minutes) {
    for (long minute : minutes) {
      flapping.note("a", minute * MINUTE);
    }
  }

  @Test
  void fewBeginnings_areCounted() {
    begin(1, 2, 3, 4);
    assertThat(at(5)).isEqualTo(new Flapping.Verdict(4, false, 0));
    assertThat(at(32)).isEqualTo(new Flapping.Verdict(2, false, 0));
    assertThat(at(100)).isEqualTo(new Flapping.Verdict(0, false, 0));
  }

  @Test
  void fifthBeginning_flaps_untilAWindowWentByWithoutAnother() {
    begin(1, 8, 15, 22, 29);
    assertThat(at(30)).isEqualTo(new Flapping.Verdict(5, true, 59 * MINUTE));
    assertThat(at(50)).isEqualTo(new Flapping.Verdict(2, true, 59 * MINUTE));
    assertThat(at(59).flapping()).isFalse();
    begin(58);
    assertThat(at(60)).isEqualTo(new Flapping.Verdict(1, true, 88 * MINUTE));
    assertThat(at(88).flapping()).isFalse();
  }

  @Test
  void beginning_thatIsNotNotedYet_counts() {
    begin(1, 2, 3, 4);
    assertThat(flapping.of("a", 5 * MINUTE, Alerting.DEFAULT, 5 * MINUTE).flapping()).isTrue();
    assertThat(at(5).flapping()).isFalse();
  }

  @Test
  void beginning_notedTwice_countsOnce() {
    begin(1, 1, 1, 1, 1, 1);
    assertThat(at(2).changes()).isEqualTo(1);
  }

  @Test
  void beginnings_areBoundedAndForgotten() {
    for (int second = 1; second <= 1_000; second++) {
      flapping.note("a", second * 1_000L);
    }
    assertThat(at(17).changes()).isEqualTo(64);
    flapping.forgetBefore(Duration.ofDays(1).toMillis());
    assertThat(at(17).changes()).isZero();
  }
}
