package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fleet.LimitType;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Values, times and texts as mails write them. */
final class WordsTest {
  @ParameterizedTest
  @CsvSource({
    "PERCENT, 73.449, 50,   73.4%",
    "PERCENT, 50.04,  50,   50.04%",
    "PERCENT, 50,     50,   50.0%",
    "PERCENT, 50.00000000001, 50, 50.000000%",
    "PERCENT, Infinity, 50, infinite%",
    "NUMBER,  3.2,    2.5,  3.20",
    "SECONDS, 93784,  60,   1d 2h",
  })
  void value_besideItsLimit(LimitType.Unit unit, double value, double limit, String text) {
    assertThat(Quantity.value(unit, value, limit)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "PERCENT, 50, 50%",
    "PERCENT, 87.5, 87.5%",
    "PERCENT, 0, 0%",
    "NUMBER, 100, 100",
    "NUMBER, 0.25, 0.25",
    "SECONDS, 2592000, 30d",
  })
  void limit_hasNoNeedlessDigits(LimitType.Unit unit, double limit, String text) {
    assertThat(Quantity.limit(unit, limit)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "5.85619462322361, 5.856",
    "1.0, 1",
    "0, 0",
    "-12345.678, -12346",
    "0.00012345, 0.0001235",
    "99999.96, 100000",
    "1e300, 1e+300",
    "NaN, NaN",
  })
  void value_ofNoKnownUnit_hasFewDigits(double value, String text) {
    assertThat(Quantity.value(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "-5000, 0s",
    "999, 1s",
    "59000, 59s",
    "60000, 1m",
    "303000, 5m 3s",
    "7200000, 2h",
    "93784000, 1d 2h",
  })
  void duration_hasTwoParts(long millis, String text) {
    assertThat(TimeText.duration(millis)).isEqualTo(text);
  }

  @Test
  void time_namesItsZone() {
    long time = Instant.parse("2026-07-01T08:02:03Z").toEpochMilli();
    assertThat(TimeText.full(time, ZoneId.of("Europe/Berlin")))
        .isEqualTo("Wed 1 Jul 2026, 10:02:03 CEST");
    assertThat(TimeText.clock(time, ZoneId.of("UTC"))).isEqualTo("08:02 UTC");
  }

  private static LastHour points(double... values) {
    return new LastHour(
        IntStream.range(0, values.length)
            .mapToObj(i -> new LastHour.Point(i * 300_000L, values[i]))
            .toList());
  }

  @Test
  void lastHour_isPutIntoWords() {
    assertThat(points(41, 50, 60, 65, 70, 71, 72, 73, 80, 90, 93, 92).words(LimitType.MEMORY))
        .isEqualTo("between 41.0% and 93.0%, 71.4% on average, rising");
    assertThat(points(90, 80, 20).words(LimitType.CPU))
        .isEqualTo("between 20.0% and 90.0%, 63.3% on average, falling");
    assertThat(points(1, 9, 1, 9, 1, 9).words(LimitType.LOAD))
        .isEqualTo("between 1.00 and 9.00, 5.00 on average, up and down");
    assertThat(points(50, 50.01, 50).words(LimitType.MEMORY)).isEqualTo("steady at 50.0%");
    assertThat(points(0, 0, 1, 1).words(LimitType.OFFLINE))
        .isEqualTo("answered 2 of the 4 times looked at");
    assertThat(points(0, 0, 1, 1).span()).isEqualTo("last 15 minutes");
    assertThat(points(0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0).span()).isEqualTo("last hour");
    assertThat(points(1, 2).words(LimitType.CPU)).isEmpty();
    assertThat(LastHour.UNKNOWN.words(LimitType.CPU)).isEmpty();
  }

  @Test
  void line_isVisibleAndBounded() {
    assertThat(PlainText.line("a\r\n\tb\u202e\u0000c  d ", 50)).isEqualTo("a b c d");
    assertThat(PlainText.line("abcdef", 6)).isEqualTo("abcdef");
    assertThat(PlainText.line("abcdef", 5)).isEqualTo("abcde...");
    assertThat(PlainText.line("☃\ud83d\ude00 \ud83d", 5)).isEqualTo("☃\ud83d\ude00");
  }

  @ParameterizedTest
  @EnumSource(LimitType.class)
  void everyExpression_canBeNarrowedToClients(LimitType type) {
    String expression = type.expression(Fleets.INTERVAL);
    String narrowed = ClientMatcher.narrowed(expression, new TreeSet<>(Set.of("a.b", "c\"d")));
    assertThat(narrowed).contains("job=\"node\",client=~\"a\\\\.b|c\\\"d\"");
    int selectors = expression.split("\\{", -1).length;
    assertThat(narrowed.split("client=~", -1)).hasSize(selectors);
  }

  @Test
  void manyClients_areAskedForAltogether() {
    var names = new TreeSet<String>();
    IntStream.range(0, 300).forEach(i -> names.add("pc" + i));
    String expression = LimitType.MEMORY.expression(Fleets.INTERVAL);
    assertThat(ClientMatcher.narrowed(expression, names)).isEqualTo(expression);
  }
}
