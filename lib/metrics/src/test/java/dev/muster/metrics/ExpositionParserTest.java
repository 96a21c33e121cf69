package dev.muster.metrics;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExpositionParserTest {
  /** Everything the format allows, once. */
  private static final String WHOLE =
      """
      # HELP http_requests_total Requests, with a \\\\ and a line\\nbreak, \\"quotes\\" stay.
      # TYPE http_requests_total counter
      http_requests_total{method="post",code="200"} 1027 1395066363000
      http_requests_total{method="post",code="400"}    3 1395066363000

      # Escaping in label values:
      msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="no \\"file\\"\\n\\x"} 1.458255915e9
      metric_without_timestamp_and_labels 12.47
      something_weird{problem="division by zero"} +Inf -3982045
      #comment
      # TYPE
      # EOF
      #TYPE x y
      \tblanks \t{ a = "1" , b = "2" , }\t-Inf\t
      empty{} NaN
      close{a="1"}7
      absent{a="",b="x"} -0
      {"my.name", a="b"} 1e-3
      {"späť\\n", "lab el"="ü"} 0.1
      # HELP "my.name" dotted
      # TYPE "my.name" gauge
      node:rule:sum 5e-324
      last 1_\
      """;

  private static final class Recorder implements ExpositionSink {
    final List<String> lines = new ArrayList<>();

    @Override
    public void help(String family, String text) {
      lines.add("help " + family + ": " + text);
    }

    @Override
    public void type(String family, MetricType type) {
      lines.add("type " + family + ": " + type);
    }

    @Override
    public void sample(Labels labels, double value, @Nullable Long timestampMillis) {
      String time = timestampMillis == null ? "" : " @" + timestampMillis;
      lines.add(labels + " " + SampleValue.format(value) + time);
    }
  }

  private static List<String> parse(String page) {
    return parse(page.getBytes(UTF_8));
  }

  private static List<String> parse(byte[] page) {
    var recorder = new Recorder();
    ExpositionParser.parse(page, recorder);
    return recorder.lines;
  }

  @Test
  void page_withEverything() {
    assertThat(parse(WHOLE.replace("1_", "1")))
        .containsExactly(
            "help http_requests_total: Requests, with a \\ and a line\nbreak, \\\"quotes\\\" stay.",
            "type http_requests_total: COUNTER",
            "http_requests_total{code=\"200\", method=\"post\"} 1027 @1395066363000",
            "http_requests_total{code=\"400\", method=\"post\"} 3 @1395066363000",
            "msdos_file_access_time_seconds{error=\"no \\\"file\\\"\\n\\\\x\","
                + " path=\"C:\\\\DIR\\\\FILE.TXT\"} 1458255915",
            "metric_without_timestamp_and_labels 12.47",
            "something_weird{problem=\"division by zero\"} +Inf @-3982045",
            "blanks{a=\"1\", b=\"2\"} -Inf",
            "empty NaN",
            "close{a=\"1\"} 7",
            "absent{b=\"x\"} -0",
            "my.name{a=\"b\"} 0.001",
            "späť\n{lab el=\"ü\"} 0.1",
            "help my.name: dotted",
            "type my.name: GAUGE",
            "node:rule:sum 5e-324",
            "last 1");
  }

  @Test
  void page_empty() {
    assertThat(parse("")).isEmpty();
    assertThat(parse("\n\n# only words\n")).isEmpty();
  }

  @Test
  void help_withoutText() {
    assertThat(parse("# HELP\n# HELP b\n")).containsExactly("help b: ");
    assertThat(parse("# HELP a \n")).containsExactly("help a: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "foo{bar} 1 | line 1: expected \"=\" after label name \"bar\", found \"}\"",
        "foo{bar=} 1 | line 1: expected '\"' before the value of label \"bar\", found \"}\"",
        "foo{bar=\"1 | line 1: expected '\"' after the value of label \"bar\", found the end of",
        "foo{bar=\"1\\ | line 1: expected '\"' after the value of label \"bar\", found the end of",
        "foo{a=\"1\" b=\"2\"} 1 | line 1: expected \",\" or \"}\" after label \"a\", found \"b\"",
        "foo{a=\"1\",a=\"2\"} 1 | line 1: label \"a\" stands twice",
        "foo{,} 1 | line 1: expected a label name or \"}\", found \",\"",
        "foo{1a=\"2\"} 1 | line 1: expected a label name or \"}\", found \"1\"",
        "foo{a:b=\"2\"} 1 | line 1: expected \"=\" after label name \"a\", found \":\"",
        "foo{__name__=\"x\"} 1 | line 1: label \"__name__\" is the metric's name; write that before",
        "foo{\"x\"} 1 | line 1: a second metric name, \"x\"",
        "{\"\"} 1 | line 1: an empty name",
        "{a=\"b\"} 1 | line 1: the sample has no metric name; write it before the \"{\"",
        "{} 1 | line 1: the sample has no metric name; write it before the \"{\"",
        "1foo 1 | line 1: expected a metric name, found \"1\"",
        "foo | line 1: expected a value, found the end of the page",
        "foo{a=\"b\"} | line 1: expected a value, found the end of the page",
        "foo one | line 1: expected a number as value, found \"one\"",
        "foo 0x10 | line 1: expected a number as value, found \"0x10\"",
        "foo 1d | line 1: expected a number as value, found \"1d\"",
        "foo 1_000 | line 1: expected a number as value, found \"1_000\"",
        "foo 1 2.5 | line 1: expected a timestamp in milliseconds, found \"2.5\"",
        "foo 1 2 3 | line 1: expected the end of the line after the timestamp, found \"3\"",
        "foo-1 1 | line 1: expected a blank or \"{\" after metric name \"foo\", found \"-\"",
        "<html> | line 1: this is HTML, not metrics",
        "  <!DOCTYPE html> | line 1: this is HTML, not metrics",
        "{\"status\":\"up\"} | line 1: expected \"=\" after label name \"status\", found \":\"",
        "# TYPE foo thing | line 1: expected counter, gauge, histogram, summary or untyped as type"
            + " of \"foo\", found \"thing\"",
        "# TYPE foo | line 1: expected counter, gauge, histogram, summary or untyped as type of",
        "# HELP 1 x | line 1: expected a metric name, found \"1\"",
        "# HELP a-b x | line 1: expected a blank after metric name \"a\", found \"-\"",
      })
  void line_wrong(String line, String message) {
    assertThatThrownBy(() -> parse(line))
        .isInstanceOf(ExpositionException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void fault_namesItsLine() {
    assertThatThrownBy(() -> parse("a 1\n# HELP a b\n\nfoo{bar} 1\n"))
        .isInstanceOfSatisfying(
            ExpositionException.class, fault -> assertThat(fault.line()).isEqualTo(4));
    assertThatThrownBy(() -> parse("a 1\r\nb 2\r\n"))
        .hasMessage("line 1: expected a number as value, found \"1?\"");
    assertThatThrownBy(() -> parse("a\u0007 1\n"))
        .hasMessage("line 1: expected a blank or \"{\" after metric name \"a\", found byte 0x07");
  }

  @Test
  void text_notUtf8() {
    byte[] value = "foo{a=\"\u00ff\"} 1".getBytes(ISO_8859_1);
    assertThatThrownBy(() -> parse(value))
        .hasMessage("line 1: the value of label \"a\" is not UTF-8");
    byte[] help = "# HELP foo \u00ff".getBytes(ISO_8859_1);
    assertThatThrownBy(() -> parse(help)).hasMessage("line 1: the text after \"foo\" is not UTF-8");
    assertThat(parse("foo{a=\"\uFFFD\"} 1")).containsExactly("foo{a=\"\uFFFD\"} 1");
  }

  @Test
  void bounds_hold() {
    var labels = new StringBuilder("a{");
    for (int i = 0; i < 65; i++) {
      labels.append("l").append(i).append("=\"1\",");
    }
    assertThatThrownBy(() -> parse(labels + "} 1")).hasMessage("line 1: more than 64 labels");
    assertThatThrownBy(() -> parse("a".repeat(513) + " 1"))
        .hasMessage("line 1: a name longer than 512 bytes");
    assertThatThrownBy(() -> parse("a{b=\"" + "x".repeat(8193) + "\"} 1"))
        .hasMessage("line 1: the value of label \"b\" is longer than 8192 bytes");
    assertThatThrownBy(() -> parse("# " + "x".repeat(70_000) + "\na 1\n"))
        .hasMessage("line 1: longer than 65536 bytes");
    assertThatThrownBy(() -> parse("a 1" + " ".repeat(70_000) + "\n"))
        .hasMessage("line 1: longer than 65536 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "1",
        "+1",
        "-17",
        "1.",
        ".5",
        "0.1",
        "3.14159",
        "1e3",
        "1E+3",
        "1e-7",
        "1e22",
        "1e23",
        "9007199254740993",
        "9007199254740992",
        "123456789012345678",
        "1.7976931348623157e308",
        "4.9e-324",
        "1e400",
        "0.000001",
        "1.8204362e+08",
        "1.63839990234375e9",
        "00012",
        "1e0005",
        "12345678901234567890123",
        "0.1234567890123456789",
        "8.41e21",
        "1e00001"
      })
  void number_likeTheJdk(String text) {
    assertThat(NumberSyntax.parse(text.getBytes(UTF_8), 0, text.length()))
        .isEqualTo(Double.parseDouble(text));
  }

  @Test
  void number_randomLikeTheJdk() {
    var random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertReadsBack(SampleValue.format(value), value);
      }
      double small = random.nextInt(1_000_000_000) / 1000.0;
      assertReadsBack(SampleValue.format(small), small);
    }
  }

  private static void assertReadsBack(String text, double value) {
    byte[] bytes = text.getBytes(UTF_8);
    assertThat(NumberSyntax.parse(bytes, 0, bytes.length)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", ".", "e5", "1e", "1e+", "1.2.3", "1e5.", "--1", "1 ", "0x1", "1f"})
  void number_wrong(String text) {
    assertThatThrownBy(() -> NumberSyntax.parse(text.getBytes(UTF_8), 0, text.length()))
        .isInstanceOf(NumberFormatException.class);
  }

  @Test
  void page_mutated_failsOnlyWithTheLine() {
    byte[] whole = WHOLE.replace("1_", "1").getBytes(UTF_8);
    byte[] alphabet = "{}\"\\=,\n\t #<1eN+-.\u0000\u00ff".getBytes(ISO_8859_1);
    var random = new Random(42);
    int refused = 0;
    for (int round = 0; round < 50_000; round++) {
      byte[] page = mutate(whole, alphabet, random);
      try {
        parse(page);
      } catch (ExpositionException fault) {
        refused++;
        assertThat(fault.getMessage()).matches("(?s)line \\d+: .{5,300}");
        assertThat(fault.line()).isBetween(1, 60);
      }
    }
    assertThat(refused).isBetween(20_000, 49_900);
  }

  private static byte[] mutate(byte[] whole, byte[] alphabet, Random random) {
    int length = random.nextInt(4) == 0 ? random.nextInt(whole.length) + 1 : whole.length;
    byte[] page = Arrays.copyOf(whole, length);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      page[random.nextInt(length)] = alphabet[random.nextInt(alphabet.length)];
    }
    return page;
  }
}
