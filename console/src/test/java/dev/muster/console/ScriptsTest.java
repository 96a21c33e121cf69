package dev.muster.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the page's own scripts must not do, whatever they show. */
class ScriptsTest {
  /** Ways by which a text could become markup or code, or leave this server. */
  private static final Pattern DANGEROUS =
      Pattern.compile(
          "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\b|new Function"
              + "|setTimeout\\(\\s*['\"`]|createContextualFragment|DOMParser|srcdoc"
              + "|setAttribute\\('(on|style)|https?://(?!www\\.w3\\.org/2000/svg)");

  private static final Pattern IMPORT = Pattern.compile("(?:from|import\\()\\s*'\\./([^']+)'");
  private static final int MOST_LINES = 400;

  private static List<Path> files() throws IOException, URISyntaxException {
    var folder =
        Path.of(Objects.requireNonNull(Console.class.getResource("page/index.html")).toURI())
            .getParent();
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> script_makesNoMarkupOrCodeOfText() throws Exception {
    return files().stream()
        .filter(file -> file.toString().endsWith(".js"))
        .map(file ->
            DynamicTest.dynamicTest(
                file.getFileName().toString(),
                () -> {
                  var lines = Files.readAllLines(file);
                  assertThat(lines).hasSizeLessThan(MOST_LINES);
                  assertThat(lines).noneMatch(line -> DANGEROUS.matcher(line).find());
                }));
  }

  @TestFactory
  Stream<DynamicTest> file_isServed() throws Exception {
    var assets = Assets.load();
    return files().stream()
        .map(file -> file.getFileName().toString())
        .filter(name -> !name.equals("index.html"))
        .map(name ->
            DynamicTest.dynamicTest(
                name, () -> assertThat(assets.find(assets.version(), name)).isPresent()));
  }

  @TestFactory
  Stream<DynamicTest> imports_areServed() throws Exception {
    var assets = Assets.load();
    var names = new HashSet<String>();
    for (Path file : files()) {
      IMPORT.matcher(Files.readString(file)).results().forEach(found -> names.add(found.group(1)));
    }
    assertThat(names).contains("api.js", "lib/chart.js", "fleet.js");
    return names.stream()
        .map(name ->
            DynamicTest.dynamicTest(
                name, () -> assertThat(assets.find(assets.version(), name)).isPresent()));
  }
}
