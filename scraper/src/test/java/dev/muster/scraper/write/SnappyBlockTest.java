package dev.muster.scraper.write;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SnappyBlockTest {
  private static final int MOST = 1 << 20;

  @Test
  void whatAnotherCompressed_comesOutAgain() {
    var random = new Random(3);
    for (int round = 0; round < 300; round++) {
      var plain = new byte[random.nextInt(1 << random.nextInt(18))];
      int kinds = 1 + random.nextInt(256);
      for (int i = 0; i < plain.length; i++) {
        boolean again = i > 100 && random.nextInt(8) > 0;
        plain[i] = again ? plain[i - 1 - random.nextInt(99)] : (byte) random.nextInt(kinds);
      }
      assertThat(SnappyBlock.decompress(Proto.snappy(plain), MOST)).isEqualTo(plain);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                       | it does not begin with its length
          ff ff ff ff ff 0f        | it does not begin with its length
          81 80 40                 | holds 1048577 bytes, and 1048576 are taken
          05 08 61 62 63           | it ends after 3 of 5 bytes
          05 10 61 62 63           | a literal of 5 bytes at byte 2 reaches beyond the end
          02 08 61 62 63           | a literal of 3 bytes at byte 2 reaches beyond the end
          05 fc ff ff ff ff 61     | a literal of 4294967296 bytes
          05 f0                    | it ends within a number
          08 04 61 62 0e 00 00     | a copy of 4 bytes from 0 before byte 2
          08 04 61 62 0e 03 00     | a copy of 4 bytes from 3 before byte 2
          04 04 61 62 0e 02 00     | a copy of 4 bytes from 2 before byte 2 reaches beyond
          08 04 61 62 01           | it ends within a number
          """)
  void whatIsNoBlock_isRefusedInOneSentence(String hex, String sentence) {
    var block = new Proto();
    for (String part : hex.isEmpty() ? new String[0] : hex.split(" ", -1)) {
      block.raw(Integer.parseInt(part, 16));
    }
    assertThatThrownBy(() -> SnappyBlock.decompress(block.toBytes(), MOST))
        .isInstanceOf(BadWriteException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void anyFlippedByte_isRefusedOrWithinTheBound() {
    var random = new Random(9);
    byte[] good = Proto.snappy("abcabcabcabc 0123456789 abcabcabcabc".repeat(40).getBytes(UTF_8));
    for (int round = 0; round < 20_000; round++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      try {
        assertThat(SnappyBlock.decompress(bad, 1 << 16)).hasSizeLessThanOrEqualTo(1 << 16);
      } catch (BadWriteException e) {
        assertThat(e).hasMessageContaining("the body");
      }
    }
  }
}
