package dev.muster.promql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class XxHashTest {
  @ParameterizedTest
  @CsvSource({
    "'', ef46db3751d8e999",
    "a, d24ec4f1a98c6e5b",
    "abc, 44bc2cf5ad770999",
    "Nobody inspects the spammish repetition, fbcea83c8a378bf1"
  })
  void hash_isTheKnownOne(String text, String hash) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(Long.toHexString(XxHash.of(bytes))).isEqualTo(hash);
  }

  @Test
  void labels_areHashedWithTheirLengths() {
    var encoded = "\1a\2bc".getBytes(StandardCharsets.UTF_8);
    assertThat(XxHash.of(Labels.of("a", "bc"))).isEqualTo(XxHash.of(encoded));
    assertThat(XxHash.of(Labels.of("a", "x".repeat(300))))
        .isNotEqualTo(XxHash.of(Labels.of("a", "x".repeat(301))));
  }
}
