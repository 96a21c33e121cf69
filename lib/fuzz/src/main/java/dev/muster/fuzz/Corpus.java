package dev.muster.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The inputs kept of a fuzz test: every file of {@code src/test/fuzz/}, in the folder that has the
 * test's simple name. Such a test has a {@code public static void fuzzerTestOneInput(byte[])} which
 * states a law for any input, and which {@code ./verify --soak} calls with coverage guidance; an
 * ordinary build calls it with these files alone.
 */
public final class Corpus implements ArgumentsProvider {
  private static final Path FOLDER = Path.of("src/test/fuzz");

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) throws IOException {
    var folder = FOLDER.resolve(context.getRequiredTestClass().getSimpleName());
    try (var files = Files.list(folder)) {
      return files.sorted().map(Corpus::input).toList().stream();
    }
  }

  private static Arguments input(Path file) {
    try {
      return Arguments.argumentSet(
          String.valueOf(file.getFileName()), (Object) Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
