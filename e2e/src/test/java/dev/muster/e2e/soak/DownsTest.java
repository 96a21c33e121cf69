package dev.muster.e2e.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class DownsTest {
  private static final String LOG =
      """
      time=2026-11-22T09:00:05.000Z level=WARN  logger=ScrapeLoop msg="client is down" client=pc-001 reason="cannot connect to 127.1.1.1:20001: connection refused"
      time=2026-11-22T09:00:10.000Z level=INFO  logger=ScrapeLoop msg="client is up" client=pc-001
      time=2026-11-22T09:01:05.000Z level=WARN  logger=ScrapeLoop msg="client is down" client=pc-001 reason="no whole answer within 5s"
      """;

  @Test
  void reason_isWhatHeld_orWhatWasSaidNextWhereItWasUp() {
    var downs = Downs.of(LOG);
    long first = Instant.parse("2026-11-22T09:00:05Z").toEpochMilli();
    assertThat(downs.reason("pc-001", first - 1)).contains("refused");
    assertThat(downs.reason("pc-001", first + 4_000)).contains("refused");
    assertThat(downs.reason("pc-001", first + 50_000)).isEqualTo("\"no whole answer within 5s\"");
    assertThat(downs.reason("pc-002", first)).isEmpty();
  }
}
