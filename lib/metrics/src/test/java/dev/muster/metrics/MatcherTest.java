package dev.muster.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatcherTest {
  @ParameterizedTest
  @CsvSource({
    "EQUAL, idle, idle, true",
    "EQUAL, idle, idles, false",
    "EQUAL, '', '', true",
    "NOT_EQUAL, idle, user, true",
    "NOT_EQUAL, idle, '', true",
    "REGEX, id.e, idle, true",
    "REGEX, id, idle, false",
    "REGEX, a|b, b, true",
    "REGEX, a|b, ab, false",
    "REGEX, .*, '', true",
    "REGEX, .+, '', false",
    "NOT_REGEX, id.*, idle, false",
    "NOT_REGEX, id.*, user, true",
  })
  void value_matches(Matcher.Type type, String value, String label, boolean passes) {
    assertThat(Matcher.of("mode", type, value).matches(label)).isEqualTo(passes);
  }

  @Test
  void dot_coversLineEnds() {
    assertThat(Matcher.of("a", Matcher.Type.REGEX, "x.y").matches("x\ny")).isTrue();
  }

  @Test
  void label_absent_isEmpty() {
    assertThat(Matcher.equal("a", "").matches(Labels.EMPTY)).isTrue();
    assertThat(Matcher.equal("a", "1").matches(Labels.of("a", "1"))).isTrue();
  }

  @Test
  void expression_wrong() {
    assertThatThrownBy(() -> Matcher.of("a", Matcher.Type.REGEX, "("))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("invalid regular expression \"(\": ");
  }

  @Test
  void expression_hostile_staysLinear() {
    var matcher = Matcher.of("a", Matcher.Type.REGEX, "(a+)+b");
    Assertions.assertTimeout(
        Duration.ofSeconds(5), () -> assertThat(matcher.matches("a".repeat(20_000))).isFalse());
  }

  @Test
  void matcher_equalByWhatItSays() {
    assertThat(Matcher.of("a", Matcher.Type.REGEX, "b"))
        .isEqualTo(Matcher.of("a", Matcher.Type.REGEX, "b"));
    assertThat(Matcher.of("a", Matcher.Type.REGEX, "b"))
        .isNotEqualTo(Matcher.of("a", Matcher.Type.NOT_REGEX, "b"))
        .hasToString("a=~\"b\"");
  }
}
