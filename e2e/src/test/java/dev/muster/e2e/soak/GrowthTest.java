package dev.muster.e2e.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowthTest {
  private static Growth over50Minutes(DoubleUnaryOperator figure) {
    return Growth.of(
        IntStream.range(0, 300)
            .mapToObj(i -> new Growth.Point(i * 10, figure.applyAsDouble(i * 10)))
            .toList(),
        16);
  }

  @Test
  void whatSwings_isSteady() {
    var growth = over50Minutes(seconds -> 200 + 50 * Math.sin(seconds / 30));
    assertThat(growth.isGrown()).isFalse();
    assertThat(growth.first()).isCloseTo(200, within(10.0));
    assertThat(growth.anHour()).isCloseTo(0, within(10.0));
  }

  @Test
  void whatLeaks_isGrown() {
    var growth = over50Minutes(seconds -> 200 + seconds / 60);
    assertThat(growth.isGrown()).isTrue();
    assertThat(growth.anHour()).isCloseTo(60, within(1.0));
  }

  @Test
  void onePeakInTheLastSixth_isSteady() {
    assertThat(over50Minutes(seconds -> seconds == 2900 ? 900 : 200).isGrown()).isFalse();
  }
}
