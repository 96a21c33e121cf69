package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One law: the same bits come back, whatever goes in. {@code -Dmuster.columns=10000000} draws so
 * many columns in all instead of the usual few, {@code -Dmuster.columns.seed} other ones.
 */
class ColumnCodecTest {
  private static final int COLUMNS =
      Integer.getInteger("muster.columns", 200_000) / ColumnKind.values().length;
  private static final long SEED = Long.getLong("muster.columns.seed", 2026);
  private static final int MOST = 1000;
  private static final int MUTATIONS = Math.max(1, COLUMNS / 4);

  /** What decoding must leave alone. */
  private static final int MARGIN = 3;

  private static final double UNTOUCHED = Double.longBitsToDouble(0x7ff80000cafe0000L);

  @ParameterizedTest
  @EnumSource(ColumnKind.class)
  void anyColumn_comesBackBitForBit(ColumnKind kind) {
    var out = new ByteSink();
    for (int i = 0; i < COLUMNS; i++) {
      long seed = seed(kind, i);
      double[] values = kind.draw(new SplittableRandom(seed), MOST);
      out.truncate(0);
      assertReturns(values, out, "%s, seed %d".formatted(kind, seed));
    }
  }

  @ParameterizedTest
  @EnumSource(ColumnKind.class)
  void damage_isFoundOrGivesSomeValues(ColumnKind kind) {
    for (int i = 0; i < MUTATIONS; i++) {
      long seed = ~seed(kind, i);
      var random = new SplittableRandom(seed);
      double[] values = kind.draw(random, 300);
      var out = new ByteSink();
      ColumnCodec.encode(values, 0, values.length, out);
      byte[] blob = Damage.of(out.toBytes(), random);
      var back = new double[values.length];
      Damage.assertFoundOrHarmless(
          "%s, seed %d".formatted(kind, seed),
          () -> ColumnCodec.decode(blob, 0, blob.length, back, 0, back.length));
    }
  }

  @Test
  void anyBytes_areFoundOrGiveSomeValues() {
    for (long seed = SEED; seed < SEED + MUTATIONS; seed++) {
      var random = new SplittableRandom(seed);
      var blob = new byte[random.nextInt(1, 60)];
      random.nextBytes(blob);
      var back = new double[random.nextInt(300)];
      Damage.assertFoundOrHarmless(
          "seed " + seed, () -> ColumnCodec.decode(blob, 0, blob.length, back, 0, back.length));
    }
  }

  @Test
  void anyTruncation_isFound() {
    for (var kind : ColumnKind.values()) {
      double[] values = kind.draw(new SplittableRandom(SEED), 200);
      var out = new ByteSink();
      ColumnCodec.encode(values, 0, values.length, out);
      byte[] blob = out.toBytes();
      for (int length = 0; length < blob.length; length++) {
        int shorter = length;
        var back = new double[values.length];
        assertThatThrownBy(() -> ColumnCodec.decode(blob, 0, shorter, back, 0, back.length))
            .as("%s, %d of %d bytes", kind, length, blob.length)
            .isInstanceOf(DamagedBlobException.class);
      }
    }
  }

  @Test
  void column_isReadFromAmongOthers() {
    var out = new ByteSink();
    double[] values = {1, 2.5, 3, -0.0, Double.NaN};
    out.writeLong(-1);
    ColumnCodec.encode(values, 1, 3, out);
    int end = out.size();
    out.writeLong(-1);
    var back = new double[3];
    assertThat(ColumnCodec.decode(out.toBytes(), 8, out.size() - 8, back, 0, 3)).isEqualTo(end);
    assertThat(back).containsExactly(2.5, 3, -0.0);
  }

  @Test
  void plainColumns_takeFewBytes() {
    assertThat(bytes(values(i -> 7))).isLessThanOrEqualTo(2);
    assertThat(bytes(values(i -> ColumnKind.STALE))).isLessThanOrEqualTo(9);
    assertThat(bytes(values(i -> 1_000_000 + 15.25 * i))).isLessThanOrEqualTo(8);
    assertThat(bytes(values(i -> i == 100 ? 8 : 7))).isLessThanOrEqualTo(10);
    assertThat(bytes(values(i -> i == 239 ? ColumnKind.STALE : i))).isLessThanOrEqualTo(18);
  }

  private interface ValueAt {
    double at(int i);
  }

  private static double[] values(ValueAt value) {
    var values = new double[240];
    Arrays.setAll(values, value::at);
    return values;
  }

  private static int bytes(double[] values) {
    var out = new ByteSink();
    ColumnCodec.encode(values, 0, values.length, out);
    return out.size();
  }

  private static long seed(ColumnKind kind, int i) {
    return SEED + ((long) kind.name().hashCode() << 32) + i;
  }

  private static void assertReturns(double[] values, ByteSink out, String what) {
    ColumnCodec.encode(values, 0, values.length, out);
    byte[] blob = out.toBytes();
    var back = new double[values.length + 2 * MARGIN];
    Arrays.fill(back, UNTOUCHED);
    int end = ColumnCodec.decode(blob, 0, blob.length, back, MARGIN, values.length);
    assertThat(end).as(what).isEqualTo(blob.length);
    for (int i = 0; i < back.length; i++) {
      boolean inside = i >= MARGIN && i < MARGIN + values.length;
      long expected = Double.doubleToRawLongBits(inside ? values[i - MARGIN] : UNTOUCHED);
      if (Double.doubleToRawLongBits(back[i]) != expected) {
        throw new AssertionError("%s: value %d of %d".formatted(what, i - MARGIN, values.length));
      }
    }
  }
}
