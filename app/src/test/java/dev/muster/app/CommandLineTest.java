package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the commands print and how they end. */
class CommandLineTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "exporter", "check", "scrape", "query", "mail"})
  void everyCommand_hasHelp_andTheMainHelpNamesIt(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out.toString()).contains("Usage: muster " + command);
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("\n  " + command + " ");
  }

  @Test
  void operatingGuide_namesEveryCommand() throws IOException {
    String guide = Files.readString(Path.of("../docs/operating.md"));
    for (String command : Main.commandLine().getSubcommands().keySet()) {
      assertThat(guide).contains("./muster " + command);
    }
    for (var option : new CommandLine(new UpCommand()).getCommandSpec().options()) {
      if (!option.versionHelp() && !option.usageHelp()) {
        assertThat(guide).contains(option.longestName());
      }
    }
  }

  @Test
  void check_ofARightFile_printsItsTable() throws IOException {
    var file = Files.writeString(folder.resolve("fleet.xml"), StarterFleet.text("pc-1"));
    assertThat(run("check", file.toString())).isZero();
    assertThat(out.toString()).contains("pc-1", "disk > 90% for 5m, clear 85%", "offline for 3m");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void check_ofAWrongFile_locatesEveryMistake() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("fleet.xml"),
            "<fleet>\n  <client/>\n  <client ip=\"10.0.0.1\" port=\"0\"/>\n</fleet>\n");
    assertThat(run("check", file.toString())).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).startsWith(file + ":2:3: <client> without ip; "))
        .anySatisfy(
            line -> assertThat(line).startsWith(file + ":3:25: port \"0\" is not a port; "));
  }

  @Test
  void scrape_ofNobody_isOneSentence() {
    assertThat(run("scrape", "127.0.0.1:1", "--data", folder.toString())).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("muster: cannot connect to 127.0.0.1:1: connection refused\n");
  }

  @Test
  void scrape_ofNoAddress_isWrongUsage() {
    assertThat(run("scrape", "http://", "--data", folder.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("is no address; give HOST:PORT or a URL");
  }

  @Test
  void mailTest_withoutMailServer_saysSo() throws IOException {
    var file = Files.writeString(folder.resolve("fleet.xml"), StarterFleet.text("pc-1"));
    assertThat(run("mail", "test", "--config", file.toString(), "--to", "a@example.org"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("has no <smtp>");
  }

  @Test
  void up_withAnUnknownFeature_isWrongUsage() {
    assertThat(run("up", "--data", folder.toString(), "--enable-feature=warp")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--enable-feature: there is no feature \"warp\"; there is promql-experimental");
  }

  @Test
  void unknownCommand_isWrongUsage() {
    assertThat(run("frobnicate")).isEqualTo(2);
    assertThat(err.toString()).contains("frobnicate").contains("See muster --help.");
  }
}
