package dev.muster.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "'Sat, 21 Nov 2026 10:02:00 GMT', 120",
    "'Sat, 21 Nov 2026 09:00:00 GMT', 0",
    "999999, 3600",
    "soon, 0",
    "-5, 0",
    "99999999999999999999, 0",
  })
  void retryAfter_understood(String header, long seconds) {
    assertThat(HttpReceiver.patience(header, NOW)).isEqualTo(Duration.ofSeconds(seconds));
  }
}
