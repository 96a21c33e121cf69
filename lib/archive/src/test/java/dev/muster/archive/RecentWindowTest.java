package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentWindowTest {
  private static final int SERIES = 131;

  private static double[] scrape(Random random, double[] last, int changes) {
    double[] values = last.clone();
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(SERIES);
      values[at] =
          switch (random.nextInt(4)) {
            case 0 -> Double.longBitsToDouble(0x7ff0000000000002L);
            case 1 -> -0.0;
            case 2 -> 0.0;
            default -> random.nextDouble();
          };
    }
    return values;
  }

  private static List<Long> bits(RecentWindow.Row row) {
    var bits = new ArrayList<Long>();
    for (int i = 0; i < SERIES; i++) {
      bits.add(Double.doubleToRawLongBits(row.value(i)));
    }
    return bits;
  }

  private static List<Long> bits(double[] values) {
    var bits = new ArrayList<Long>();
    for (double value : values) {
      bits.add(Double.doubleToRawLongBits(value));
    }
    return bits;
  }

  @Test
  void values_ofManyScrapes_comeBackBitForBitAfterOldOnesWent() {
    var random = new Random(7);
    var window = new RecentWindow(40, 1 << 20);
    var sets = List.of(new StoredSet(1, new int[SERIES]), new StoredSet(2, new int[SERIES]));
    var scrapes = new ArrayList<double[]>();
    double[] values = new double[SERIES];
    for (int i = 0; i < 400; i++) {
      values = scrape(random, values, random.nextInt(3) == 0 ? 4 * SERIES : random.nextInt(40));
      scrapes.add(values);
      window.add(5, i, sets.get(i / 90 % 2), values, i);
    }

    var rows = window.read(5, 0, 1000).rows();

    assertThat(rows).hasSize(41);
    for (var row : rows) {
      assertThat(bits(row)).isEqualTo(bits(scrapes.get((int) row.time())));
    }
  }

  @Test
  void scrapes_thatDifferInLittle_takeLittle() {
    var window = new RecentWindow(1_000_000, 1 << 30);
    var set = new StoredSet(1, new int[SERIES]);
    double[] values = new double[SERIES];
    for (int i = 0; i < 800; i++) {
      values = values.clone();
      values[i % SERIES] = i;
      window.add(5, i, set, values, i);
    }

    assertThat(window.bytes()).isLessThan(800L * 8 * SERIES / 2);
  }

  @Test
  void window_thatCannotHoldItsSpan_holdsLittleUntilItCan() {
    var window = new RecentWindow(1000, 1 << 20);
    var set = new StoredSet(1, new int[SERIES]);
    for (int now = 0; now < 3000; now++) {
      window.add(5, now, set, new Random(now).doubles(SERIES).toArray(), now);
    }
    assertThat(window.bytes()).isBetween((1L << 16) - 1200, 1L << 16);
    for (int now = 3000; now < 9000; now += 10) {
      window.add(5, now, set, new Random(now).doubles(SERIES).toArray(), now);
    }
    assertThat(window.read(5, 0, 9000).completeFrom()).isEqualTo(8990 - 1000 - 10 + 1);
    assertThat(window.bytes()).isGreaterThan(1L << 16);
  }
}
