package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TurnsTest {
  @Test
  void turn_thatFails_isFollowedByOthers() throws InterruptedException {
    var taken = new CountDownLatch(3);
    try (var turns =
        new Turns(
            "failing",
            Duration.ofMillis(1),
            () -> {
              taken.countDown();
              throw new IllegalStateException("as this test wants it");
            })) {
      turns.start();
      assertThat(taken.await(50, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void firstTurn_isTakenAtOnce() throws InterruptedException {
    var taken = new CountDownLatch(1);
    var turns = new Turns("once", Duration.ofDays(1), taken::countDown);
    turns.start();
    assertThat(taken.await(50, TimeUnit.SECONDS)).isTrue();
    turns.close();
  }
}
