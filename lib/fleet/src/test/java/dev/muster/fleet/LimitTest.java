package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fleet.Limit.Direction;
import dev.muster.fleet.LimitType.Unit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitTest {
  @Test
  void value_reads() {
    assertThat(Unit.PERCENT.format(73.4183)).isEqualTo("73.4%");
    assertThat(Unit.PERCENT.format(50)).isEqualTo("50%");
    assertThat(Unit.PERCENT.format(0)).isEqualTo("0%");
    assertThat(Unit.PERCENT.format(99.96)).isEqualTo("100%");
    assertThat(Unit.NUMBER.format(1.5349)).isEqualTo("1.53");
    assertThat(Unit.NUMBER.format(1e9)).isEqualTo("1000000000");
    assertThat(Unit.NONE.format(1)).isEqualTo("yes");
    assertThat(Unit.NONE.format(0)).isEqualTo("no");
    assertThat(Unit.NUMBER.format(Double.NaN)).isEqualTo("no value");
    assertThat(Unit.PERCENT.format(Double.NEGATIVE_INFINITY)).isEqualTo("-infinite");
  }

  @Test
  void duration_readsInTwoUnits() {
    assertThat(Unit.SECONDS.format(12 * 86_400 + 3 * 3_600 + 59)).isEqualTo("12d 3h");
    assertThat(Unit.SECONDS.format(86_400 + 59)).isEqualTo("1d");
    assertThat(Unit.SECONDS.format(3_661)).isEqualTo("1h 1m");
    assertThat(Unit.SECONDS.format(90.9)).isEqualTo("1m 30s");
    assertThat(Unit.SECONDS.format(0.9)).isEqualTo("0s");
    assertThat(Unit.SECONDS.format(-90)).isEqualTo("-1m 30s");
    assertThat(Unit.SECONDS.format(Double.MAX_VALUE)).endsWith("h");
  }

  @Test
  void limit_describes() {
    assertThat(limit(LimitType.MEMORY, 50, Direction.ABOVE, 300, 45))
        .isEqualTo("memory > 50% for 5m, clear 45%");
    assertThat(limit(LimitType.DISK, 99.95, Direction.ABOVE, 0, 99.95)).isEqualTo("disk > 99.95%");
    assertThat(limit(LimitType.UPTIME, 5_400, Direction.BELOW, 0, 86_400))
        .isEqualTo("uptime < 1h30m, clear 1d");
    assertThat(limit(LimitType.LOAD, 1.5, Direction.ABOVE, 90, 1.5))
        .isEqualTo("load > 1.5 for 1m30s");
    assertThat(limit(LimitType.OFFLINE, 0, Direction.ABOVE, 180, 0)).isEqualTo("offline for 3m");
    assertThat(limit(LimitType.OFFLINE, 0, Direction.ABOVE, 0, 0)).isEqualTo("offline");
  }

  @Test
  void limit_isCrossedBeyondAndClearedAtClear() {
    var above = new Limit(LimitType.CPU, 50, Direction.ABOVE, Duration.ZERO, 45);
    assertThat(above.isCrossedBy(50)).isFalse();
    assertThat(above.isCrossedBy(50.1)).isTrue();
    assertThat(above.isClearedBy(45.1)).isFalse();
    assertThat(above.isClearedBy(45)).isTrue();
    var below = new Limit(LimitType.UPTIME, 600, Direction.BELOW, Duration.ZERO, 900);
    assertThat(below.isCrossedBy(599)).isTrue();
    assertThat(below.isClearedBy(899)).isFalse();
    assertThat(below.isCrossedBy(Double.NaN)).isFalse();
  }

  @Test
  void type_knowsItsNameAndWindow() {
    assertThat(LimitType.named("memory")).contains(LimitType.MEMORY);
    assertThat(LimitType.named("MEMORY")).isEmpty();
    for (var type : LimitType.values()) {
      assertThat(type.expression(Duration.ofSeconds(15))).doesNotContain("$");
    }
    assertThat(LimitType.CPU.expression(Duration.ofSeconds(15))).contains("[60000ms]");
  }

  private static String limit(
      LimitType type, double threshold, Direction direction, int seconds, double clear) {
    return new Limit(type, threshold, direction, Duration.ofSeconds(seconds), clear).describe();
  }
}
