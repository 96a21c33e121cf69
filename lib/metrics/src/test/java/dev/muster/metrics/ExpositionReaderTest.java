package dev.muster.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.metrics.ExpositionReader.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExpositionReaderTest {
  private static ExpositionReader reader(String page) {
    byte[] bytes = page.getBytes(UTF_8);
    return new ExpositionReader(bytes, 0, bytes.length, ExpositionLimits.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "foo 1 | foo | true",
        "foo\t1 | foo | true",
        "foo{a='}'} 1 | foo{a='}'} | true",
        "foo{}1 | foo{} | true",
        "foo{a='1'} 1 | foo | false",
        "foo {a='1'} 1 | foo | false",
        "foobar 1 | foo | false",
        "fo 1 | foo | false",
        "foo{a='12'} 1 | foo{a='1'} | false",
      })
  void series_expected(String line, String expected, boolean met) {
    var reader = reader(line.replace('\'', '"'));
    byte[] names = ("x" + expected.replace('\'', '"') + "x").getBytes(UTF_8);
    assertThat(reader.next(names, 1, names.length - 1)).isEqualTo(Entry.SAMPLE);
    assertThat(reader.isExpected()).isEqualTo(met);
    if (!met) {
      reader.labels();
    }
    assertThat(reader.value()).isEqualTo(1);
    assertThat(reader.next()).isEqualTo(Entry.END);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "foo 1 | foo",
        "  foo   1 | foo",
        "foo{a='}\\\\',b='\\'}'} 1 | foo{a='}\\\\',b='\\'}'}",
        "foo {a='1'}1 | foo {a='1'}",
      })
  void series_delimitedAsItIsRead(String line, String series) {
    String page = line.replace('\'', '"');
    var reader = reader(page);
    reader.next();
    String wanted = series.replace('\'', '"');
    assertThat(page.substring(reader.seriesStart(), reader.seriesEnd())).isEqualTo(wanted);
    reader.labels();
    assertThat(page.substring(reader.seriesStart(), reader.seriesEnd())).isEqualTo(wanted);
    assertThat(reader.value()).isEqualTo(1);
  }

  @Test
  void comments_skippedUnread() {
    var reader = reader("# TYPE a nonsense\na 1 5\n# HELP\n").skipComments();
    assertThat(reader.next()).isEqualTo(Entry.SAMPLE);
    assertThat(reader.value()).isEqualTo(1);
    assertThat(reader.hasTimestamp()).isTrue();
    assertThat(reader.timestampMillis()).isEqualTo(5);
    assertThat(reader.next()).isEqualTo(Entry.END);
  }

  @Test
  void value_unread_isStillChecked() {
    var reader = reader("a 1\nb x\n");
    reader.next();
    reader.next();
    assertThatThrownBy(reader::next).hasMessage("line 2: expected a number as value, found \"x\"");
  }

  @Test
  void value_askedTwice() {
    var reader = reader("a 1\n");
    reader.next();
    reader.value();
    assertThatThrownBy(reader::value).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(reader::labels).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void range_partOfAnArray() {
    byte[] bytes = "xx a 1\nb 2\nyy".getBytes(UTF_8);
    var reader = new ExpositionReader(bytes, 2, 11, ExpositionLimits.DEFAULT);
    reader.next();
    assertThat(reader.labels()).isEqualTo(Labels.of(Labels.NAME, "a"));
    reader.next();
    assertThat(reader.labels()).isEqualTo(Labels.of(Labels.NAME, "b"));
    assertThat(reader.value()).isEqualTo(2);
    assertThat(reader.next()).isEqualTo(Entry.END);
    assertThatThrownBy(() -> new ExpositionReader(bytes, 3, 99, ExpositionLimits.DEFAULT))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
