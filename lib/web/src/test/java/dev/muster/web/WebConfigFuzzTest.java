package dev.muster.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fuzz.Corpus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Any web config, and any PEM text, is read or refused with the name of it or of a file beside it;
 * any {@code Authorization} proves nobody.
 */
public final class WebConfigFuzzTest {
  private static final Path FILE = file();
  private static final BasicAuth NOBODY = new BasicAuth(Map.of());

  private static Path file() {
    try {
      var file = Files.createTempFile("muster", ".yml");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void fuzzerTestOneInput(byte[] input) {
    try {
      Files.write(FILE, input);
      assertThat(WebConfig.read(FILE).files()).contains(FILE);
    } catch (WebConfigException e) {
      assertThat(e).hasMessageStartingWith(String.valueOf(FILE.getParent()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String text = new String(input, UTF_8);
    try {
      Pem.parse("here", text).certificates();
    } catch (WebConfigException e) {
      assertThat(e).hasMessageStartingWith("here");
    }
    assertThat(NOBODY.user(text)).isEmpty();
    assertThat(NOBODY.user("Basic " + text)).isEmpty();
  }

  @ParameterizedTest
  @ArgumentsSource(Corpus.class)
  void input_keepsTheLaw(byte[] input) {
    fuzzerTestOneInput(input);
  }
}
