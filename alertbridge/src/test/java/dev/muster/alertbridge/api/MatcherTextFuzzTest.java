package dev.muster.alertbridge.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fuzz.Corpus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Any text is a condition on a label, or refused in words. */
public final class MatcherTextFuzzTest {
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      assertThat(MatcherText.parse(new String(input, UTF_8)).name()).isNotEmpty();
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Corpus.class)
  void input_keepsTheLaw(byte[] input) {
    fuzzerTestOneInput(input);
  }
}
