package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files by patterns. */
class FilePatternTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    for (String name : List.of("b.yml", "a.yml", ".c.yml", "x/1.yml", "y/2.yml", "y/2.txt")) {
      var file = folder.resolve(name);
      Files.createDirectories(file.resolveSibling(""));
      Files.writeString(file, "");
    }
    Files.createDirectory(folder.resolve("folder.yml"));
  }

  private List<String> expand(String pattern) {
    return FilePattern.expand(folder, pattern).stream()
        .map(file -> folder.relativize(file).toString())
        .toList();
  }

  @Test
  void patterns_standForWhatIsThere() {
    assertThat(expand("*.yml")).containsExactly("a.yml", "b.yml");
    assertThat(expand("?.yml")).containsExactly("a.yml", "b.yml");
    assertThat(expand("[b-z].yml")).containsExactly("b.yml");
    assertThat(expand("*/*.yml")).containsExactly("x/1.yml", "y/2.yml");
    assertThat(expand("y/*")).containsExactly("y/2.txt", "y/2.yml");
    assertThat(expand("./x/../*.yml")).containsExactly("a.yml", "b.yml");
    assertThat(expand(folder + "/y/*.yml")).containsExactly("y/2.yml");
    assertThat(expand("none/*.yml")).isEmpty();
    assertThat(expand("{a,b}*.yml")).isEmpty();
  }

  @Test
  void name_standsForItself() {
    assertThat(expand("x/none.yml")).containsExactly("x/none.yml");
    assertThat(expand("a.yml")).containsExactly("a.yml");
  }

  @Test
  void backup_takesTheFilesOfRules() {
    var file =
        Fixtures.write(
            folder,
            "<fleet><rules file=\"*.yml\"/><rules file=\"x/1.yml\"/><client"
                + " ip=\"10.1.2.1\"/></fleet>");
    assertThat(FleetFile.filesNamedIn(file))
        .contains(folder.resolve("a.yml"), folder.resolve("b.yml"), folder.resolve("x/1.yml"));
    assertThat(FleetFile.read(file, Map.of()).rules())
        .extracting(RuleSource::pattern)
        .containsExactly("*.yml", "x/1.yml");
  }
}
