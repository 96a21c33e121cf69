package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientFileTest {
  @TempDir Path folder;

  @Test
  void writtenFile_isReadBackAsItWas_forItsOwnerAlone() throws IOException {
    var main = Files.writeString(folder.resolve("fleet.xml"), "<fleet/>");
    var file = new ClientFile("Tom's \"<PC>\" & co", "lab <2>", "10.1.2.3", 20_100).write(main);
    assertThat(folder.relativize(file)).hasToString("fleet.d/Tom_s___PC_____co.xml");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    var client = FleetFile.read(main, Fixtures.ENVIRONMENT).clients().getFirst();
    assertThat(client.name()).isEqualTo("Tom's \"<PC>\" & co");
    assertThat(client.group()).isEqualTo("lab <2>");
    assertThat(client.instance()).isEqualTo("10.1.2.3:20100");
    assertThat(folder.resolve("fleet.d")).isDirectoryContaining(file::equals).isNotEmptyDirectory();
  }

  @Test
  void fileThatIsThere_isNeverWrittenOver() throws IOException {
    var main = Files.writeString(folder.resolve("fleet.xml"), "<fleet/>");
    var first = new ClientFile("../pc", "", "10.1.2.3", 10_100).write(main);
    var second = new ClientFile("../pc", "", "10.1.2.4", 10_100).write(main);
    assertThat(first.getFileName()).hasToString("_._pc.xml");
    assertThat(second.getFileName()).hasToString("_._pc-2.xml");
    assertThat(Files.readString(first)).contains("10.1.2.3");
    try (var all = Files.list(folder.resolve("fleet.d"))) {
      assertThat(all).containsExactlyInAnyOrder(first, second);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 10.1.2.3, 10100, name \"\" is empty",
    "a\uFFFE, 10.1.2.3, 10100, name has a character that XML does not have",
    "pc, 10.1.2.3.4, 10100, ip \"10.1.2.3.4\"",
    "pc, 10.1.2.3, 65536, exporter-port 65536 is not a port",
  })
  void wrongValue_isRefused(String name, String ip, int port, String why) {
    assertThatThrownBy(() -> new ClientFile(name, "", ip, port))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(why);
  }
}
