package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documentation names whatever the reader knows, and its examples read. */
class FleetDocTest {
  @TempDir Path folder;

  @Test
  void elements_areDescribedWithAllTheirAttributes() throws IOException {
    String doc = doc();
    for (var shape : Shape.ALL) {
      String section = section(doc, shape.name());
      for (String attribute : shape.attributes()) {
        assertThat(section).as("<%s>", shape.name()).contains("| `" + attribute + "` |");
      }
    }
  }

  @Test
  void limitTypes_areDescribed() throws IOException {
    String section = section(doc(), "alert");
    assertThat(LimitType.names())
        .allSatisfy(name -> assertThat(section).contains("| `" + name + "` |"));
  }

  @Test
  void examples_read() throws IOException {
    var examples = Pattern.compile("(?s)```xml\n(.*?)```").matcher(doc()).results().toList();
    assertThat(examples).hasSizeGreaterThanOrEqualTo(3);
    for (var example : examples) {
      assertThat(Fixtures.fleet(folder, example.group(1)).clients()).isNotEmpty();
    }
  }

  /** The section of an element; one that shares another's attributes says so by its heading. */
  private static String section(String doc, String element) {
    var found =
        Pattern.compile("(?ms)^## [^\n]*`<" + element + ">`[^\n]*\n(.*?)(?=^## |\\z)")
            .matcher(doc)
            .results()
            .toList();
    assertThat(found).as("sections on <%s>", element).isNotEmpty();
    return found.stream().map(match -> match.group(1)).reduce("", String::concat);
  }

  private static String doc() throws IOException {
    for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      var doc = at.resolve("docs/formats/fleet.md");
      if (Files.exists(doc)) {
        return Files.readString(doc);
      }
    }
    throw new IOException("no docs/formats/fleet.md above this module");
  }
}
