package dev.muster.exporter.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
  @Test
  void text_read_again() {
    var cursor = new Cursor(Map.of("syslog", "1.2.3.4.l", "auth", "-", "日志?&", "s=1;i=2"));
    assertThat(Cursor.parse(cursor.text())).isEqualTo(cursor);
  }

  @Test
  void text_urlSafe() {
    assertThat(new Cursor(Map.of("日志?&ÿþ", "s=1;i=2")).text()).matches("[A-Za-z0-9_-]+");
  }

  @Test
  void text_noLogs() {
    assertThat(Cursor.parse(new Cursor(Map.of()).text()).positions()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%", "bogus", "MQ=x", "2", "1\n\tx", "1\nsyslog"})
  void parse_notOurs(String plain) {
    String encoded = Base64.getUrlEncoder().encodeToString(plain.getBytes(UTF_8));
    assertThatExceptionOfType(BadCursorException.class).isThrownBy(() -> Cursor.parse(encoded));
    assertThatExceptionOfType(BadCursorException.class).isThrownBy(() -> Cursor.parse(plain));
  }

  @Test
  void parse_tooLong() {
    assertThatExceptionOfType(BadCursorException.class)
        .isThrownBy(() -> Cursor.parse("M".repeat(8193)))
        .withMessageContaining("8192");
  }
}
