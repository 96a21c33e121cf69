package dev.muster.rules.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fuzz.Corpus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Any template is expanded, or refused with the place of its mistake. */
public final class TemplateFuzzTest {
  private static final TemplateData DATA =
      new TemplateData(
          Map.of("instance", "pc-1:10100", "job", "node"),
          Map.of("region", "eu"),
          "https://m/",
          0.5);

  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, UTF_8);
    try {
      assertThat(Template.parse(text).expand(DATA, (expression, time) -> List.of(), 1_000))
          .isNotNull();
    } catch (TemplateException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    try {
      Template.ofMessage(text);
    } catch (TemplateException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Corpus.class)
  void input_keepsTheLaw(byte[] input) {
    fuzzerTestOneInput(input);
  }
}
