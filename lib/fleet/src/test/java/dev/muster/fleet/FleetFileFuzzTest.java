package dev.muster.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fuzz.Corpus;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Any fleet file is read, or refused with mistakes that have a place, and tells no secret. */
public final class FleetFileFuzzTest {
  private static final Path FILE = Path.of("/nowhere/fleet.xml");

  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, UTF_8);
    try {
      FleetFile.read(FILE, text, Fixtures.ENVIRONMENT);
    } catch (FleetException e) {
      assertThat(e.findings()).isNotEmpty();
      assertThat(e.findings()).allMatch(finding -> finding.line() > 0 && finding.column() > 0);
      assertThat(e.findings()).noneMatch(finding -> finding.toString().contains("\n"));
      assertThat(e).hasMessageNotContaining("hunter2secret");
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Corpus.class)
  void input_keepsTheLaw(byte[] input) {
    fuzzerTestOneInput(input);
  }
}
