package dev.muster.promql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fuzz.Corpus;
import dev.muster.metrics.Labels;
import dev.muster.metrics.QueryException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Any text is an expression or refused in words; an expression printed and read again is printed
 * alike; and it is evaluated, at a time and over a range, or ends with one of the known reasons.
 */
public final class QueryFuzzTest {
  private static final EngineSettings SETTINGS =
      new EngineSettings(
          20_000, Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(1));
  private static final Engine ENGINE = new Engine(samples(), SETTINGS, InstantSource.system());
  private static final long NOW = 600_000;

  private static MemoryReader samples() {
    var reader = new MemoryReader();
    for (int second = 0; second <= 600; second += 15) {
      reader.add(labels("a", "1", "0.5"), second * 1000L, second);
      reader.add(labels("a", "2", "+Inf"), second * 1000L, second % 60 - 30.0);
      reader.add(labels("b", "1", ""), second * 1000L, second == 300 ? Double.NaN : 7e300);
    }
    return reader;
  }

  private static Labels labels(String name, String x, String le) {
    return Labels.of(Map.of(Labels.NAME, name, "x", x, "le", le));
  }

  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, UTF_8);
    try {
      var tree = Expression.parse(text);
      String printed = Printer.print(tree);
      assertThat(Printer.print(Expression.parse(printed))).isEqualTo(printed);
      ENGINE.evaluate(text, NOW);
      ENGINE.range(text, NOW - 120_000, NOW, 60_000);
    } catch (QueryException e) {
      assertThat(e.getMessage()).isNotBlank();
      assertThat(e.reason()).isNotEqualTo(QueryException.Reason.TIMEOUT);
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Corpus.class)
  void input_keepsTheLaw(byte[] input) {
    fuzzerTestOneInput(input);
  }
}
