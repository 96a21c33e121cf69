package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user gets wrong at the start: one sentence each, the right exit code, no stack trace. */
class BadStartTest {
  @TempDir Path folder;
  private Path fleet;
  private Path data;

  @BeforeEach
  void writeFleet() throws IOException {
    fleet = folder.resolve("fleet.xml");
    data = folder.resolve("data");
    Fleets.write(fleet, MusterProcess.freePort(), 0, "");
  }

  private MusterProcess.Finished up(int port) throws IOException, InterruptedException {
    return MusterProcess.run(
        folder,
        "up",
        "--data",
        data.toString(),
        "--config",
        fleet.toString(),
        "--web.listen-address=127.0.0.1:" + port);
  }

  @Test
  void fleetFile_withMistakes_exitsTwoWithEachLocated() throws Exception {
    Files.writeString(
        fleet,
        """
        <fleet>
          <scrape interval="soon"/>
          <client name="a">
            <alert type="memroy" limit="50%"/>
            <alert type="cpu" limit="150%"/>
          </client>
          <client name="b" ip="10.0.0.2" exporter-port="99999"/>
        </fleet>
        """);
    var finished = up(MusterProcess.freePort());
    assertThat(finished.exitCode()).isEqualTo(2);
    assertThat(
            finished.output().lines().filter(line -> line.matches(".*fleet.xml:\\d+:\\d+: .*; .*")))
        .hasSize(5);
    assertThat(finished.output()).doesNotContain("\tat ");
  }

  @Test
  void port_taken_exitsOneInOneSentence() throws Exception {
    try (var taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      assertOneSentence(up(taken.getLocalPort()), "127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void firstStart_withPortTaken_makesNoPasswordThatNobodySaw() throws Exception {
    try (var taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      assertThat(up(taken.getLocalPort()).exitCode()).isEqualTo(1);
    }
    assertThat(data.resolve("archive.db")).exists();
    try (var accounts = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("accounts.db"));
        var statement = accounts.createStatement();
        var count = statement.executeQuery("SELECT count(*) FROM account")) {
      assertThat(count.getInt(1)).isZero();
    }
  }

  @Test
  void dataFolder_aFile_exitsOneInOneSentence() throws Exception {
    Files.writeString(data, "not a folder");
    assertOneSentence(up(MusterProcess.freePort()), data.toString());
  }

  @Test
  void archive_noDatabase_exitsOneInOneSentence() throws Exception {
    Files.createDirectories(data);
    Files.writeString(data.resolve("archive.db"), "this is a text, not a database".repeat(500));
    assertOneSentence(up(MusterProcess.freePort()), "archive.db");
  }

  @Test
  void secondServer_onOneDataFolder_exitsOneInOneSentence() throws Exception {
    try (var first = MusterProcess.up(data, fleet)) {
      assertOneSentence(up(MusterProcess.freePort()), "archive.db");
      assertThat(first.get("/-/healthy").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void unknownFlag_exitsTwo() throws Exception {
    var finished = MusterProcess.run(folder, "up", "--dta", "x");
    assertThat(finished.exitCode()).isEqualTo(2);
    assertThat(finished.output()).contains("--dta").contains("--help");
  }

  private static void assertOneSentence(MusterProcess.Finished finished, String named) {
    assertThat(finished.output()).contains(named).doesNotContain("\tat ");
    assertThat(finished.output().lines().filter(line -> line.startsWith("muster: "))).hasSize(1);
    assertThat(finished.exitCode()).isEqualTo(1);
  }
}
