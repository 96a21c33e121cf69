package dev.muster.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OpenMetricsTest {
  private static List<String> read(String page) {
    byte[] bytes = page.getBytes(UTF_8);
    var read = new ArrayList<String>();
    ExpositionParser.parse(
        new ExpositionReader(bytes, 0, bytes.length, ExpositionLimits.DEFAULT).openMetrics(),
        new ExpositionSink() {
          @Override
          public void type(String family, MetricType type) {
            read.add(family + " is " + type);
          }

          @Override
          public void sample(Labels labels, double value, @Nullable Long timestampMillis) {
            read.add(
                labels + " " + value + (timestampMillis == null ? "" : " @" + timestampMillis));
          }
        });
    return read;
  }

  @Test
  void page_ofEveryKind_isRead() {
    assertThat(
            read(
                """
                # TYPE requests counter
                # UNIT requests seconds
                # HELP requests How many.
                requests_total{code="200"} 3 1700000000.125 # {trace_id="a b"} 0.5 1700000000
                requests_created{code="200"} 1.6e9
                # TYPE build info
                build_info{version="1"} 1
                # TYPE state stateset
                state{state="on"} 1 # {} 1
                # TYPE what unknown
                what 1 -1.5
                # TYPE sizes gaugehistogram
                sizes_bucket{le="+Inf"} 2
                # EOF
                """))
        .containsExactly(
            "requests is COUNTER",
            "requests_total{code=\"200\"} 3.0 @1700000000125",
            "requests_created{code=\"200\"} 1.6E9",
            "build is GAUGE",
            "build_info{version=\"1\"} 1.0",
            "state is GAUGE",
            "state{state=\"on\"} 1.0",
            "what is UNTYPED",
            "what 1.0 @-1500",
            "sizes is HISTOGRAM",
            "sizes_bucket{le=\"+Inf\"} 2.0");
  }

  @Test
  void end_withoutALineEnd_isOne() {
    assertThat(read("a 1\n# EOF")).containsExactly("a 1.0");
    assertThat(read("# EOF\n")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a 1;              | line 2: the page ends without \"# EOF\", so it is not whole",
        "a 1;# EOF;b 2;    | line 3: something stands behind \"# EOF\"",
        "a 1;# EOF x;      | line 3: the page ends without \"# EOF\", so it is not whole",
        "a 1;#;# EOF;# EOF | line 4: something stands behind \"# EOF\"",
        "a 1 x;# EOF       | line 1: expected a timestamp in seconds, found \"x\"",
        "a 1 1e300;# EOF   | line 1: expected a timestamp in seconds, found \"1e300\"",
        "a 1 NaN;# EOF     | line 1: expected a timestamp in seconds, found \"NaN\"",
        "a 1 1 1;# EOF     | line 1: expected the end of the line after the timestamp, found \"1\"",
        "a # {} 1;# EOF    | line 1: expected a number as value, found \"#\"",
      })
  void page_wrong(String page, String fault) {
    assertThatThrownBy(() -> read(page.replace(';', '\n')))
        .isInstanceOf(ExpositionException.class)
        .hasMessage(fault);
  }

  @Test
  void textFormat_knowsNoneOfIt() {
    byte[] exemplar = "a 1 # {} 1\n".getBytes(UTF_8);
    assertThatThrownBy(() -> ExpositionParser.parse(exemplar, (_, _, _) -> {}))
        .isInstanceOf(ExpositionException.class)
        .hasMessage("line 1: expected a timestamp in milliseconds, found \"#\"");
    byte[] type = "# TYPE a unknown\n".getBytes(UTF_8);
    assertThatThrownBy(() -> ExpositionParser.parse(type, (_, _, _) -> {}))
        .isInstanceOf(ExpositionException.class);
  }
}
