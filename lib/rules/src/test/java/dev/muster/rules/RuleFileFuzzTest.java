package dev.muster.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fuzz.Corpus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Any rule file is read, or refused with mistakes that have a place. */
public final class RuleFileFuzzTest {
  private static final Path FILE = file();

  private static Path file() {
    try {
      var file = Files.createTempFile("rules", ".yml");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void fuzzerTestOneInput(byte[] input) {
    try {
      Files.write(FILE, input);
      RuleFiles.read(List.of(FILE), Promqls.EXPRESSIONS);
    } catch (RuleFileException e) {
      assertThat(e.findings()).isNotEmpty();
      assertThat(e.findings()).allMatch(finding -> finding.line() > 0 && finding.column() > 0);
      assertThat(e.findings()).noneMatch(finding -> finding.toString().contains("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Corpus.class)
  void input_keepsTheLaw(byte[] input) {
    fuzzerTestOneInput(input);
  }
}
