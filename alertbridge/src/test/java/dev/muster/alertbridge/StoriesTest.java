package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The stories in {@code src/test/resources/stories}; {@link Story} says how they are written. */
final class StoriesTest {
  private static final Path FOLDER = Path.of("src", "test", "resources", "stories");

  @TempDir Path folder;

  private static List<Path> stories() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".story")).sorted().toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> story() throws IOException {
    return stories().stream()
        .map(file -> DynamicTest.dynamicTest(name(file), file.toUri(), () -> tell(file)));
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".story", "");
  }

  private void tell(Path file) throws IOException {
    try (var story = new Story(folder.resolve(name(file) + ".db"))) {
      story.tell(Files.readAllLines(file));
      assertThat(story.rounds()).isPositive();
    }
  }

  @Test
  void stories_areManyAndSayWhatTheyShow() throws IOException {
    var all = stories();
    assertThat(all).hasSizeGreaterThanOrEqualTo(40);
    for (var file : all) {
      assertThat(Files.readAllLines(file).getFirst()).as("%s", file).matches("# .*\\.");
    }
  }
}
