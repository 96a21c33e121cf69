package dev.muster.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnappyTest {
  private static byte[] decompress(byte[] compressed) {
    var snappy = new SnappyJavaDecompressor();
    var plain = new byte[snappy.getUncompressedLength(compressed, 0)];
    int length = snappy.decompress(compressed, 0, compressed.length, plain, 0, plain.length);
    return Arrays.copyOf(plain, length);
  }

  private static void assertRoundTrip(byte[] plain) {
    assertThat(decompress(Snappy.compress(plain, plain.length))).isEqualTo(plain);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 3, 4, 5, 59, 60, 61, 256, 257, 65_535, 65_536, 65_537, 131_073, 300_000})
  void bytes_thatDoNotCompress(int length) {
    var plain = new byte[length];
    new Random(length).nextBytes(plain);
    assertRoundTrip(plain);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 64, 67, 68, 69, 128, 65_536, 65_540, 200_000})
  void bytes_allTheSame(int length) {
    assertRoundTrip(new byte[length]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void bytes_ofFewKinds(int kinds) {
    var random = new Random(kinds);
    for (int length = 1; length < 3000; length += 7) {
      var plain = new byte[length];
      for (int i = 0; i < length; i++) {
        plain[i] = (byte) random.nextInt(kinds);
      }
      assertRoundTrip(plain);
    }
  }

  @Test
  void text_getsSmall() {
    var text = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      text.append("node_cpu_seconds_total{cpu=\"").append(i).append("\",mode=\"idle\"}\n");
    }
    byte[] plain = text.toString().getBytes(UTF_8);
    assertRoundTrip(plain);
    assertThat(Snappy.compress(plain, plain.length).length).isLessThan(plain.length / 4);
  }

  @Test
  void length_onlySoManyBytes() {
    byte[] plain = "abcdabcdabcdabcd, and more".getBytes(UTF_8);
    assertThat(new String(decompress(Snappy.compress(plain, 16)), UTF_8))
        .isEqualTo("abcdabcdabcdabcd");
  }
}
