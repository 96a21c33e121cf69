package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code muster alertbridge} says of wrong flags; that it runs is told end to end. */
class AlertBridgeCommandTest {
  @TempDir Path folder;
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void makeFiles() throws IOException {
    Files.writeString(folder.resolve("fleet.xml"), StarterFleet.text("pc-1"));
    Files.writeString(folder.resolve("empty"), "\n");
    Files.writeString(folder.resolve("secret"), "s3cret\n");
  }

  private int run(String... arguments) {
    var all = new ArrayList<>(List.of("alertbridge", "--data=" + folder.resolve("data")));
    all.addAll(List.of(arguments));
    return Main.commandLine()
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--config=FOLDER/fleet.xml | 2 | --query=URL",
        "--query=localhost:9090 | 2 | \"localhost:9090\" is no address of a server",
        "--query=http://x --query.username=u | 2 | go together; give both or neither",
        "--query=http://x --query.password-file=FOLDER/secret | 2 | go together",
        "--query=http://x --query.token-file=FOLDER/secret --query.username=u"
            + " --query.password-file=FOLDER/secret | 2 | exclude each other",
        "--query=http://u:p@x | 2 | the address holds a log-in",
        "--query=http://x --query.token-file=FOLDER/none | 1 | none cannot be read",
        "--query=http://x --query.token-file=FOLDER/empty | 1 | must hold one line",
        "--query=https://x --query.ca-file=FOLDER/secret | 1 | no certificate",
        "--query=http://x --web.listen-address=x | 2 | --web.listen-address",
      })
  void flags_thatAreWrong_areSaidInASentence(String flags, int code, String said) {
    assertThat(run(flags.replace("FOLDER", folder.toString()).split(" "))).isEqualTo(code);
    assertThat(err.toString()).startsWith("muster: ").contains(said).doesNotContain("s3cret");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void fleetFile_thatIsNotThere_isNotMade() {
    assertThat(run("--query=http://x")).isOne();
    assertThat(err.toString()).contains("there is no fleet file", "--config");
    assertThat(folder.resolve("data")).doesNotExist();
  }
}
