package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is too large, too deep, too many or not there at all is one clear sentence. */
class BoundsTest {
  @TempDir Path folder;

  @Test
  void fileOfTheLargestSize_isRead() {
    String clients = clients(FleetReader.MOST_CLIENTS);
    String filler =
        " ".repeat(SourceText.MOST_BYTES - clients.length() - "<fleet></fleet>".length());
    var fleet = Fixtures.fleet(folder, "<fleet>" + clients + filler + "</fleet>");
    assertThat(fleet.clients()).hasSize(FleetReader.MOST_CLIENTS);
  }

  @Test
  void file_tooLarge() {
    assertThat(what(" ".repeat(SourceText.MOST_BYTES + 1)))
        .containsExactly("the file is larger than 10MB");
  }

  @Test
  void clients_tooMany() {
    assertThat(what("<fleet>" + clients(FleetReader.MOST_CLIENTS + 2) + "</fleet>"))
        .containsExactly("more than 10000 clients");
  }

  @Test
  void elements_nestedTooDeep() {
    assertThat(what("<a>".repeat(100_000))).containsExactly("elements nested more than 16 deep");
  }

  @Test
  void elements_tooMany() {
    assertThat(what("<fleet>" + "<a/>".repeat(TagScanner.MOST_ELEMENTS) + "</fleet>"))
        .containsExactly("more than 200000 elements");
  }

  @Test
  void attribute_tooLong() {
    assertThat(what("<client ip='10.1.2.1' name='" + "x".repeat(5_000_000) + "'/>"))
        .containsExactly("the value of name is longer than 4096 characters");
  }

  @Test
  void attributes_tooMany() {
    var attributes =
        IntStream.range(0, 5_000).mapToObj(i -> "a" + i + "='x' ").collect(Collectors.joining());
    assertThat(what("<client " + attributes + "/>"))
        .containsExactly("more than 100 attributes in one tag");
  }

  @Test
  void name_tooLong() {
    assertThat(what("<" + "x".repeat(1_000_000) + "/>"))
        .containsExactly("a name of more than 100 characters");
  }

  @Test
  void findings_tooMany_areCounted() {
    var found = what("<fleet>" + "<client/>".repeat(5_000) + "</fleet>");
    assertThat(found).hasSize(Findings.MOST + 1).last().isEqualTo("and 4000 more");
  }

  @Test
  void valueWithLineEndsAndEscapes_staysOnOneLine() {
    var failure =
        failure(
            Fixtures.write(folder, "<client ip='&#10;x&#9;&#x9b;31m" + "y".repeat(500) + "'/>"));
    String message = String.valueOf(failure.getMessage());
    assertThat(message.lines()).hasSize(1);
    assertThat(message.codePoints().noneMatch(Character::isISOControl)).isTrue();
    assertThat(message).hasSizeLessThan(400);
  }

  @Test
  void whatOnlyTheParserKnows_isTheParsersSentence() {
    assertThat(what("<client ip='10.1.2.1' \u00d7='x'/>"))
        .singleElement()
        .asString()
        .startsWith("not well-formed XML: ");
  }

  @Test
  void file_missing() {
    assertThat(failure(folder.resolve("none.xml")))
        .hasMessage(folder + "/none.xml:1:1: there is no such file; name a fleet file that exists");
  }

  @Test
  void file_aDirectory() {
    assertThat(failure(folder).getMessage()).contains("cannot be read: it is a directory");
  }

  @Test
  void passwordFile_missingOrADirectoryOrTooLarge() throws Exception {
    Files.write(folder.resolve("large.pass"), "x".repeat(5_000).getBytes(StandardCharsets.UTF_8));
    String xml = "<client ip='::1' username='u' password-file='%s'/>";
    assertThat(what(xml.formatted("none")))
        .containsExactly("password-file \"" + folder.resolve("none") + "\" does not exist");
    assertThat(what(xml.formatted(".")))
        .singleElement()
        .asString()
        .endsWith("cannot be read: it is a directory");
    assertThat(what(xml.formatted("large.pass")))
        .singleElement()
        .asString()
        .endsWith("is larger than 4096 bytes");
  }

  private List<String> what(String xml) {
    return failure(Fixtures.write(folder, xml)).findings().stream().map(Finding::what).toList();
  }

  private static FleetException failure(Path file) {
    return catchThrowableOfType(
        FleetException.class, () -> FleetFile.read(file, Fixtures.ENVIRONMENT));
  }

  private static String clients(int count) {
    return IntStream.range(0, count)
        .mapToObj(i ->
            "<client name='pc%d' ip='10.1.%d.%d' mail='it@example.org'><alert type='cpu' limit='5%%'/></client>\n"
                .formatted(i, i / 250, i % 250 + 1))
        .collect(Collectors.joining());
  }
}
