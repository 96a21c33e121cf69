package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetFolderTest {
  private static final String MAIN =
      """
      <fleet>
        <defaults mail="it@example.org">
          <alert type="disk" limit="90%"/>
        </defaults>
        <group name="lab-2" mail="lab@example.org">
          <alert type="cpu" limit="80%"/>
          <client name="pc1" ip="10.1.2.1"/>
        </group>
      </fleet>
      """;

  @TempDir Path folder;

  private Path main(String xml) throws IOException {
    Files.createDirectories(folder.resolve("fleet.d"));
    return Files.writeString(folder.resolve("fleet.xml"), xml);
  }

  private Path part(String name, String xml) throws IOException {
    return Files.writeString(folder.resolve("fleet.d").resolve(name), xml);
  }

  private List<String> mistakes(Path file) {
    var thrown =
        catchThrowableOfType(
            FleetException.class, () -> FleetFile.read(file, Fixtures.ENVIRONMENT));
    return thrown.findings().stream()
        .map(Finding::toString)
        .map(text -> text.replace(folder + "/", ""))
        .toList();
  }

  @Test
  void files_addClientsInTheOrderOfTheirNames_underWhatTheFleetFileSets() throws IOException {
    var file = main(MAIN);
    part(
        "b.xml", "<group name='lab-2'><client name='pc3' ip='10.1.2.3' mail='own@x.org'/></group>");
    part("a.xml", "<client name='pc2' ip='10.1.2.2'/>");
    part("c.xml", "<fleet><group name='new'><client ip='10.1.2.5'/></group></fleet>");
    part(".d.xml", "<half");
    part("e.txt", "no fleet");
    var fleet = FleetFile.read(file, Fixtures.ENVIRONMENT);
    assertThat(fleet.clients())
        .extracting(client -> client.name() + " " + client.group() + " " + client.mail())
        .containsExactly(
            "pc1 lab-2 [lab@example.org]",
            "pc2  [it@example.org]",
            "pc3 lab-2 [own@x.org]",
            "10.1.2.5 new [it@example.org]");
    assertThat(fleet.clients().get(2).limit(LimitType.CPU)).isPresent();
    assertThat(fleet.clients().get(3).limit(LimitType.CPU)).isEmpty();
    assertThat(fleet.clients()).allMatch(client -> client.limit(LimitType.DISK).isPresent());
  }

  @Test
  void aLoneClient_mayHaveThemToo() throws IOException {
    var file = main("<client ip='10.1.2.1'/>");
    part("a.xml", "<client ip='10.1.2.2'/>");
    assertThat(FleetFile.read(file, Fixtures.ENVIRONMENT).clients())
        .extracting(Client::name)
        .containsExactly("10.1.2.1", "10.1.2.2");
  }

  @Test
  void nameOrAddressThatIsThereTwice_isAMistakeThatNamesBothFiles() throws IOException {
    var file = main(MAIN);
    part("a.xml", "<client name='pc1' ip='10.1.2.7'/>");
    part("b.xml", "\n <client name='pc8' ip='10.1.2.1'/>");
    assertThat(mistakes(file))
        .containsExactly(
            "fleet.d/a.xml:1:9: client name \"pc1\" is taken;"
                + " give each its own: the first stands in fleet.xml, line 7",
            "fleet.d/b.xml:2:21: address \"10.1.2.1\" with exporter-port 10100 is taken;"
                + " give each its own: the first stands in fleet.xml, line 7");
  }

  @Test
  void everyMistake_isToldAtOnce_withItsFile() throws IOException {
    var file = main("<fleet><client ip='10.1.2.1' prot='1'/></fleet>");
    part("a.xml", "<client");
    part("b.xml", "<fleet><smtp host='x' from='a@b.c'/><client ip='nowhere at all'/></fleet>");
    part("c.xml", "<defaults/>");
    assertThat(mistakes(file))
        .satisfiesExactly(
            main -> assertThat(main).startsWith("fleet.xml:1:30: unknown attribute prot"),
            a -> assertThat(a).startsWith("fleet.d/a.xml:1:"),
            b ->
                assertThat(b)
                    .isEqualTo(
                        "fleet.d/b.xml:1:8: <smtp> in a file that says clients alone;"
                            + " write it in the fleet file itself"),
            b -> assertThat(b).startsWith("fleet.d/b.xml:1:45: ip \"nowhere at all\""),
            c ->
                assertThat(c)
                    .isEqualTo(
                        "fleet.d/c.xml:1:1: the outermost element is <defaults>;"
                            + " begin with <client>, <group> or <fleet>"));
  }

  @Test
  void filesThatAreTooLargeTogether_areRefused() throws IOException {
    var file = main(MAIN);
    var filler = "<!--" + "x".repeat(SourceText.MOST_BYTES / 2) + "-->";
    part("a.xml", filler + "<client ip='10.1.3.1'/>");
    part("b.xml", filler + "<client ip='10.1.3.2'/>");
    assertThat(mistakes(file))
        .singleElement()
        .asString()
        .isEqualTo(
            "fleet.d:1:1: the folder cannot be read: its files are larger than 10MB together;"
                + " let Muster read it, and keep fewer and smaller files there");
  }

  @Test
  void watcher_followsTheFolder() throws IOException {
    var file = main(MAIN);
    try (var watcher =
        FleetWatcher.open(
            file, () -> FleetFile.read(file, Fixtures.ENVIRONMENT), Duration.ofDays(1))) {
      var written = new ClientFile("pc2", "lab-2", "10.1.2.2", 10_100).write(file);
      watcher.poll();
      assertThat(watcher.get().clients()).hasSize(2);
      Files.writeString(written, "<client name='pc2' ip='10.1.2.22'/>");
      watcher.poll();
      assertThat(watcher.get().clients().getLast().ip()).isEqualTo("10.1.2.22");
      watcher.poll();
      assertThat(watcher.status().reloads()).isEqualTo(2);
      Files.delete(written);
      watcher.poll();
      assertThat(watcher.get().clients()).hasSize(1);
    }
  }

  @Test
  void filesThatBelongToTheFleet_areThoseOfTheFolderAndWhatTheyName() throws IOException {
    var file = main(MAIN);
    part("a.xml", "<client ip='10.1.2.9' key-file='id_ed25519'/>");
    assertThat(FleetFile.filesNamedIn(file))
        .containsExactlyInAnyOrder(
            folder.resolve("fleet.d/a.xml"), folder.resolve("fleet.d/id_ed25519"));
  }

  @Test
  void limit_isTheFleetFilesGroupsOrTheFilesOwn() throws IOException {
    var file = main(MAIN);
    var part =
        part(
            "a.xml",
            "<group name='lab-2'>\n<client name='pc2' ip='10.1.2.2'>\n"
                + "<alert type='memory' limit='1%'/></client></group>");
    assertThat(LimitOrigin.of(file, "pc2", LimitType.CPU)).isEqualTo("of group lab-2, line 6");
    assertThat(LimitOrigin.of(file, "pc2", LimitType.MEMORY))
        .isEqualTo("its own, line 3 of " + part);
    assertThat(LimitOrigin.of(file, "pc2", LimitType.DISK)).isEqualTo("of the defaults, line 3");
  }
}
