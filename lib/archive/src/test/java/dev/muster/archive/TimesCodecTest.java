package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The law of columns, for times. {@code -Dmuster.columns.seed} draws other ones. */
class TimesCodecTest {
  private static final int COLUMNS = 3000;
  private static final long SEED = Long.getLong("muster.columns.seed", 2026);

  @ParameterizedTest
  @EnumSource(TimeKind.class)
  void anyTimes_comeBack(TimeKind kind) {
    for (long seed = SEED; seed < SEED + COLUMNS; seed++) {
      long[] times = kind.draw(new SplittableRandom(seed), 500);
      byte[] blob = encode(times);
      var back = new long[times.length];
      assertThat(TimesCodec.decode(blob, 0, blob.length, back, 0, back.length))
          .as("seed %d", seed)
          .isEqualTo(blob.length);
      assertThat(Arrays.equals(back, times)).as("seed %d", seed).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(TimeKind.class)
  void damage_isFoundOrGivesSomeTimes(TimeKind kind) {
    for (long seed = SEED; seed < SEED + COLUMNS; seed++) {
      var random = new SplittableRandom(seed);
      long[] times = kind.draw(random, 300);
      byte[] blob = Damage.of(encode(times), random);
      var back = new long[times.length];
      Damage.assertFoundOrHarmless(
          "seed " + seed, () -> TimesCodec.decode(blob, 0, blob.length, back, 0, back.length));
    }
  }

  @Test
  void regularTimes_areNearlyFree() {
    var times = new long[240];
    Arrays.setAll(times, i -> 1_790_000_000_123L + 15_000L * i);
    assertThat(encode(times)).hasSizeLessThanOrEqualTo(10);
    times[100] += 7;
    assertThat(encode(times)).hasSizeLessThanOrEqualTo(25);
  }

  @Test
  void jitter_takesItsOwnBitsOnly() {
    var random = new SplittableRandom(SEED);
    var times = new long[240];
    Arrays.setAll(times, i -> 1_790_000_000_123L + 15_000L * i + random.nextInt(4));
    assertThat(encode(times)).hasSizeLessThanOrEqualTo(15 + 240 * 3 / 8);
  }

  private static byte[] encode(long[] times) {
    var out = new ByteSink();
    TimesCodec.encode(times, 0, times.length, out);
    return out.toBytes();
  }
}
