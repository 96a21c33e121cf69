package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every {@code *.good.xml} reads as its table says, every {@code *.bad.xml} fails as listed. */
class FleetFileTest {
  @TempDir Path folder;

  static List<Path> good() {
    return Fixtures.named(".good.xml");
  }

  static List<Path> bad() {
    return Fixtures.named(".bad.xml");
  }

  @Test
  void files_areFound() {
    assertThat(good()).hasSizeGreaterThan(5);
    assertThat(bad()).hasSizeGreaterThan(20);
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodFile_hasTheTableBesideIt(Path fixture) throws IOException {
    var fleet = FleetFile.read(Fixtures.copy(fixture, folder), Fixtures.ENVIRONMENT);
    String table = withoutFolder(FleetTable.of(fleet));
    assertThat(table).isEqualTo(Fixtures.golden(beside(fixture), table));
    assertThat(table).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badFile_hasTheFindingsBesideIt(Path fixture) throws IOException {
    var file = Fixtures.copy(fixture, folder);
    var failure =
        catchThrowableOfType(
            FleetException.class, () -> FleetFile.read(file, Fixtures.ENVIRONMENT));
    assertThat(failure).isNotNull();
    assertThat(failure).hasMessageNotContaining("hunter2");
    String verdict =
        SchemaTest.accepts(Fixtures.read(fixture)) ? "schema accepts\n" : "schema refuses\n";
    String findings =
        failure.findings().stream()
            .map(finding -> withoutFolder(finding.toString()) + "\n")
            .collect(Collectors.joining("", verdict, ""));
    assertThat(findings).isEqualTo(Fixtures.golden(beside(fixture), findings));
  }

  @Test
  void fiveMistakes_areFiveLocatedFindings() {
    var file = Fixtures.copy(Fixtures.FOLDER.resolve("five-mistakes.bad.xml"), folder);
    var failure =
        catchThrowableOfType(
            FleetException.class, () -> FleetFile.read(file, Fixtures.ENVIRONMENT));
    assertThat(failure.findings())
        .extracting(finding -> finding.line() + ":" + finding.column())
        .containsExactly("2:26", "3:22", "4:12", "5:23", "7:11");
    assertThat(failure.findings().get(2))
        .hasToString(
            file
                + ":4:12: unknown alert type \"memroy\"; use one of cpu, memory, swap, disk, load,"
                + " uptime, offline (did you mean memory?)");
  }

  private String withoutFolder(String text) {
    return text.replace(folder + "/", "");
  }

  private static Path beside(Path fixture) {
    return fixture.resolveSibling(fixture.getFileName().toString().replace(".xml", ".txt"));
  }
}
