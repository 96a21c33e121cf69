package dev.muster.scraper.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fuzz.Corpus;
import dev.muster.push.Snappy;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Any request of remote write is read or refused in a sentence, and unpacks to no more than was
 * allowed; what is packed is unpacked as it was.
 */
public final class WriteFuzzTest {
  private static final int MOST = 1 << 16;

  /** Which protocol it is, and whether it comes packed, says the first byte. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] body = Arrays.copyOfRange(input, 1, input.length);
    try {
      byte[] message = body;
      if ((input[0] & 2) != 0) {
        message = SnappyBlock.decompress(body, MOST);
        assertThat(message).hasSizeLessThanOrEqualTo(MOST);
      }
      var request =
          (input[0] & 1) == 0
              ? WriteDecoder1.read(message, WriteBounds.DEFAULT)
              : WriteDecoder2.read(message, WriteBounds.DEFAULT);
      assertThat(request.samples()).isBetween(0L, (long) message.length);
    } catch (BadWriteException e) {
      assertThat(e.status()).isBetween(400, 499);
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
    assertThat(SnappyBlock.decompress(Snappy.compress(body, body.length), MOST)).isEqualTo(body);
  }

  @ParameterizedTest
  @ArgumentsSource(Corpus.class)
  void input_keepsTheLaw(byte[] input) {
    fuzzerTestOneInput(input);
  }
}
