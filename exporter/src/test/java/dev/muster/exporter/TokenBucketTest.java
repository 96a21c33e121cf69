package dev.muster.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.web.WebConfig.RateLimit;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private final AtomicLong nanos = new AtomicLong(-5);
  private final TokenBucket bucket =
      new TokenBucket(new RateLimit(Duration.ofMillis(100), 3), nanos::get);

  private void wait(int millis) {
    nanos.addAndGet(Duration.ofMillis(millis).toNanos());
  }

  private int taken(int tries) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += bucket.take() ? 1 : 0;
    }
    return taken;
  }

  @Test
  void take_burstThenOneAnInterval() {
    assertThat(taken(10)).isEqualTo(3);
    wait(99);
    assertThat(taken(10)).isZero();
    wait(1);
    assertThat(taken(10)).isEqualTo(1);
    wait(250);
    assertThat(taken(10)).isEqualTo(2);
    wait(50);
    assertThat(taken(10)).isEqualTo(1);
  }

  @Test
  void take_longRestFillsNoMoreThanTheBurst() {
    taken(10);
    wait(1_000_000);
    assertThat(taken(10)).isEqualTo(3);
  }
}
