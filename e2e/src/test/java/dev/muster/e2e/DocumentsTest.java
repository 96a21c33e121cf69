package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents name is there. */
class DocumentsTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+?)(#[^)]*)?\\)");
  private static final Pattern ANCHOR = Pattern.compile("\\]\\(([^)#]*)#([^)]*)\\)");
  private static final Pattern CLASS = Pattern.compile("`([A-Z][A-Za-z]+(?:Test|Command|Type)?)`");

  @Test
  void links_leadToFiles() throws IOException {
    var broken = new ArrayList<String>();
    for (Path document : documents()) {
      var links = LINK.matcher(Files.readString(document));
      while (links.find()) {
        String target = links.group(1);
        if (!target.contains("://") && !Files.exists(document.resolveSibling(target))) {
          broken.add(document.getFileName() + ": " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void anchors_leadToHeadings() throws IOException {
    var broken = new ArrayList<String>();
    for (Path document : documents()) {
      var links = ANCHOR.matcher(Files.readString(document));
      while (links.find()) {
        String target = links.group(1);
        if (!target.contains("://")) {
          var file = target.isEmpty() ? document : document.resolveSibling(target);
          if (!anchors(file).contains(links.group(2))) {
            broken.add(document.getFileName() + ": " + target + "#" + links.group(2));
          }
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  /** A heading's anchor: small letters, hyphens for spaces, nothing else but letters and digits. */
  private static List<String> anchors(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.matches("#{1,5} .*"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\d _-]", "").replace(' ', '-'))
        .toList();
  }

  @Test
  void classesNamed_exist() throws IOException {
    List<String> sources;
    try (Stream<Path> files = Files.walk(Repository.root())) {
      sources =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".java"))
              .toList();
    }
    var names =
        CLASS.matcher(
            Files.readString(Repository.file("CONTRIBUTING.md"))
                + Files.readString(Repository.file("docs/threat-model.md"))
                + Files.readString(Repository.file("SECURITY.md")));
    var missing = new ArrayList<String>();
    while (names.find()) {
      String name = names.group(1);
      if (!name.startsWith("X") && !name.equals("InstantSource")) {
        if (!sources.contains(name + ".java")) {
          missing.add(name);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(Repository.file("docs"))) {
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md").map(Repository::file),
              docs.filter(file -> file.toString().endsWith(".md")))
          .toList();
    }
  }
}
