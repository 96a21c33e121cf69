package dev.muster.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SampleValueTest {
  @ParameterizedTest
  @CsvSource({
    "0.0, 0",
    "-0.0, -0",
    "1.0, 1",
    "-1.5, -1.5",
    "100.0, 100",
    "1e-6, 0.000001",
    "1e-7, 1e-07",
    "1.5e-7, 1.5e-07",
    "-1.25e-10, -1.25e-10",
    "1e20, 100000000000000000000",
    "1e21, 1e+21",
    "1.234e100, 1.234e+100",
    "2e23, 2e+23",
    "4.9e-324, 5e-324",
    "NaN, NaN",
    "Infinity, +Inf",
    "-Infinity, -Inf",
  })
  void format_likePrometheus(double value, String text) {
    assertThat(SampleValue.format(value)).isEqualTo(text);
    assertThat(SampleValue.parse(text)).isEqualTo((Double) value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " 1", "1 ", "0x10", "0X1p3", "1d", "1f", "one", "1_0", "in", "\t1"})
  void parse_wrong(String text) {
    assertThatThrownBy(() -> SampleValue.parse(text)).isInstanceOf(NumberFormatException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"inf", "INF", "+Infinity", "+inf"})
  void parse_infinity(String text) {
    assertThat(SampleValue.parse(text)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void staleMarker_isToldByItsBits() {
    assertThat(StaleMarker.is(StaleMarker.VALUE)).isTrue();
    assertThat(StaleMarker.VALUE).isNaN();
    assertThat(StaleMarker.is(Double.NaN)).isFalse();
    assertThat(StaleMarker.is(Double.longBitsToDouble(0x7ff8000000000001L))).isFalse();
    assertThat(Double.doubleToRawLongBits(StaleMarker.VALUE)).isEqualTo(StaleMarker.BITS);
  }

  @Test
  void append_ofAnyValue_isWhatFormatGives() {
    var random = new Random(9);
    for (int i = 0; i < 200_000; i++) {
      double scale = Math.pow(10, random.nextInt(9));
      double value =
          switch (i % 4) {
            case 0 -> Math.rint(random.nextGaussian() * 1e7) / scale;
            case 1 -> Math.nextUp(random.nextInt(100_000) / scale);
            case 2 -> random.nextInt(1_000_000) / scale * (random.nextBoolean() ? 1 : -1);
            default -> Double.longBitsToDouble(random.nextLong());
          };
      var text = new StringBuilder();
      SampleValue.append(text, value);
      assertThat(text.toString()).isEqualTo(SampleValue.format(value));
    }
  }
}
