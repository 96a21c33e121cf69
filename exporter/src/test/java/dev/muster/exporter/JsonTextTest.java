package dev.muster.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonTextTest {
  private static String json(String text) {
    var out = new StringBuilder();
    JsonText.append(out, text);
    return out.toString();
  }

  @Test
  void append_escapes() {
    assertThat(json("a\"b\\c/\n\r\t\b\0\u001f\u007f\u0085\u2028\u2029"))
        .isEqualTo("\"a\\\"b\\\\c/\\n\\r\\t\\u0008\\u0000\\u001f\\u007f\\u0085\\u2028\\u2029\"");
  }

  @Test
  void append_surrogates() {
    assertThat(json("\ud83d\ude00 \ud83d x \ude00\ud83d"))
        .isEqualTo("\"\ud83d\ude00 \ufffd x \ufffd\ufffd\"");
  }

  @Test
  void append_nothing() {
    assertThat(json("")).isEqualTo("\"\"");
  }
}
