package dev.muster.promql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That scripts can fail, each in its own way, and that nothing is left out unnoticed. */
final class ScriptRunnerTest {
  private static final String LOAD =
      """
      load 1m
        a{x="1"} 1+1x5
        a{x="2"} 7x5

      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          eval instant at 1m a{x="1"}                       | a{x="1"} 3             | should be 3.0, but is 2.0
          eval instant at 1m a{x="1"}                       | b{x="1"} 2             | unexpected
          eval instant at 1m a{x="1"} > 5                   | {x="1"} 2              | missing {x="1"}
          eval instant at 1m a                              | expect fail            | should fail
          eval instant at 1m a +                            | a 1                    | unexpected end of input
          eval instant at 1m abs(a{x="1"} ^ on() a{x="1"})  | expect fail            | should fail
          eval instant at 1m a + on () a                    | expect fail msg: other | found duplicate series
          eval instant at 1m 1 + 1                          | 3                      | is the scalar 2.0
          eval instant at 1m "a"                            | expect string "b"      | is the string a
          eval instant at 1m quantile(2, a)                 | expect no_warn         | should have no notes
          eval instant at 1m sum(a)                         | expect warn            | should have the notes
          eval range from 0 to 2m step 1m a{x="1"}          | a{x="1"} 1 2 4         | should be 4.0 at 120000 ms
          eval range from 0 to 2m step 1m a{x="1"}          | a{x="1"} 1 2           | too many samples
          eval range from 0 to 2m step 1m a{x="1"}          | a{x="1"} 1 2 3 4       | should be 4.0 at 180000 ms
          """)
  void wrongExpectation_isAFailure(String eval, String expectation, String failure) {
    var report = ScriptRunner.run(LOAD + eval + "\n  " + expectation + "\n");

    assertThat(report.passed()).isZero();
    assertThat(report.failures()).hasSize(1);
    assertThat(report.failures().getFirst()).startsWith("line 5: ").contains(failure);
  }

  @Test
  void order_isCompared() {
    var cases =
        """
        eval instant at 1m sort(a)
          expect ordered
          a{x="2"} 7
          a{x="1"} 2
        """;

    assertThat(ScriptRunner.run(LOAD + cases).failures())
        .singleElement()
        .asString()
        .contains("should not be in place 0");
  }

  @Test
  void skips_areCountedByReason() {
    var report =
        ScriptRunner.run(
            """
            load 1m
              h {{count:1 sum:1}}x3
              f 1x3

            eval instant at 1m h
              h {{count:1 sum:1}}

            eval instant at 1m count(h)
              {} 1

            eval instant at 1m f smoothed
              f 1

            eval instant at 1m f
              f 1
            """);

    assertThat(report.passed()).isEqualTo(1);
    assertThat(report.failures()).isEmpty();
    assertThat(report.skipped()).containsEntry("experimental", 1);
    assertThat(report.skips()).isEqualTo(3);
  }

  @Test
  void values_areExpanded() {
    var line = SeriesLine.parse("m{a=\"b c\"} 1 2+3x2 _x2 stale -1-1x1 NaN 5x1");

    assertThat(line.labels()).hasToString("m{a=\"b c\"}");
    assertThat(line.values())
        .containsExactly(
            1.0, 2.0, 5.0, 8.0, null, null, Column.ABSENT, -1.0, -2.0, Double.NaN, 5.0, 5.0);
  }
}
