package dev.muster.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff(new Random(7));

  @Test
  void waits_doubleUpToAMinute_aPartLeftOut() {
    for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 60, 60, 60, 60}) {
      assertThat(backoff.next(Duration.ZERO))
          .isBetween(Duration.ofMillis(seconds * 500), Duration.ofSeconds(seconds));
    }
  }

  @Test
  void waits_differ() {
    assertThat(backoff.next(Duration.ZERO))
        .isNotEqualTo(new Backoff(new Random(8)).next(Duration.ZERO));
  }

  @Test
  void reset_fromTheStart() {
    for (int i = 0; i < 5; i++) {
      backoff.next(Duration.ZERO);
    }
    backoff.reset();
    assertThat(backoff.next(Duration.ZERO)).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void receiver_thatAsksForMore_getsIt() {
    assertThat(backoff.next(Duration.ofMinutes(5)))
        .isBetween(Duration.ofMinutes(5), Duration.ofSeconds(330));
  }
}
