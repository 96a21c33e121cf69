package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.Archive;
import dev.muster.archive.SampleBatch;
import dev.muster.archive.SeriesSet;
import dev.muster.metrics.Labels;
import dev.muster.metrics.Selection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
  @ValueSource(
      strings = {
        "up",
        "exporter",
        "check",
        "scrape",
        "query",
        "mail",
        "explain",
        "silence",
        "user",
        "token",
        "enroll",
        "backup",
        "export",
        "generate",
        "archive"
      })
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
  void mailTest_toAnUnknownReceiver_isWrongUsage() throws IOException {
    var file = Files.writeString(folder.resolve("fleet.xml"), StarterFleet.text("pc-1"));
    assertThat(run("mail", "test", "--config", file.toString(), "--receiver", "chat")).isEqualTo(2);
    assertThat(err.toString())
        .contains("the fleet file has no receiver \"chat\"; it has none, add one to <alerting>");
  }

  @Test
  void mailTest_ofAServerThatIsNotThere_namesTheStep() throws IOException {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var file =
        Files.writeString(
            folder.resolve("fleet.xml"),
            "<fleet><smtp host=\"127.0.0.1\" port=\"%d\" from=\"m@example.org\"/></fleet>"
                .formatted(port));
    assertThat(run("mail", "test", "--config", file.toString(), "--to", "a@example.org"))
        .isEqualTo(1);
    assertThat(out.toString()).isEqualTo("resolve   127.0.0.1 is 127.0.0.1\n");
    assertThat(err.toString())
        .isEqualTo(
            "muster: connect failed: port " + port + " does not answer: Connection refused\n");
    assertThat(run("mail", "test", "--config", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("nobody to mail, as <defaults> names no address");
  }

  private Path archive() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    try (var archive = Archive.open(data.resolve("archive.db"), InstantSource.system())) {
      var set = new SeriesSet(List.of(Labels.of("__name__", "up", "client", "pc")));
      var written = new ArrayList<CompletableFuture<Void>>();
      for (int i = 0; i < 1000; i++) {
        written.add(
            archive.append(new SampleBatch("pc", 15_000L * i, set, new double[] {i}, null)));
      }
      written.forEach(CompletableFuture::join);
    }
    return data;
  }

  @Test
  void mailDigest_withoutAServer_saysWhatItCouldNotFindOut() throws IOException {
    Path data = archive();
    Files.writeString(data.resolve("fleet.xml"), StarterFleet.text("pc-1"));
    assertThat(run("mail", "digest", "--data", data.toString(), "--url", "https://127.0.0.1:1"))
        .isZero();
    assertThat(out.toString())
        .startsWith("Subject: Fleet, ")
        .contains("Never seen:\n- pc-1\n", "Could not be found out:\n");
    assertThat(run("mail", "digest", "--data", data.toString(), "--to", "a@example.org"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("has no <smtp>");
  }

  @Test
  void mailDigest_ofADayAndAWeek_isWrongUsage() {
    assertThat(run("mail", "digest", "--day", "--week")).isEqualTo(2);
    assertThat(err.toString()).contains("--day and --week: keep one of them");
  }

  @Test
  void archiveStats_whileTheServerWrites_saysWhatThereIs() throws IOException {
    Path data = archive();
    try (var archive = Archive.open(data.resolve("archive.db"), InstantSource.system())) {
      assertThat(archive.seriesCount()).isEqualTo(1);
      assertThat(run("archive", "stats", "--data", data.toString())).isZero();
    }
    assertThat(out.toString())
        .containsPattern("format \\d+")
        .containsPattern("targets +1\n")
        .containsPattern("series +1\n")
        .containsPattern("samples from +1970-01-01T00:00:00Z\n")
        .containsPattern("samples to +1970-01-01T04:09:45Z\n");
  }

  @Test
  void backup_isVerified_andServesAsAnArchive() throws IOException {
    Path data = archive();
    Path restored = Files.createDirectories(folder.resolve("restored"));
    String copy = restored.resolve("archive.db").toString();
    try (var archive = Archive.open(data.resolve("archive.db"), InstantSource.system())) {
      assertThat(archive.seriesCount()).isEqualTo(1);
      assertThat(run("backup", copy, "--data", data.toString())).isZero();
    }
    assertThat(out.toString()).startsWith("backed up to " + copy).endsWith("verified\n");
    assertThat(run("archive", "verify", "--data", restored.toString())).isZero();
    assertThat(out.toString()).endsWith(copy + ": all is well\n");
    try (var archive = Archive.open(Path.of(copy), InstantSource.system())) {
      var all = archive.select(new Selection(List.of(), 0, Long.MAX_VALUE, 1000));
      assertThat(all.getFirst().size()).isEqualTo(1000);
    }
    assertThat(run("backup", copy, "--data", data.toString())).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("muster: " + copy + ": exists already; name a new file\n");
  }

  @Test
  void archiveVerify_ofADamagedFile_namesThePlace() throws Exception {
    Path data = archive();
    Path file = data.resolve("archive.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.executeUpdate(
          "UPDATE scrape SET sample_values = substr(sample_values, 2)"
              + " WHERE id = (SELECT max(id) FROM scrape)");
    }
    assertThat(run("archive", "verify", "--data", data.toString())).isEqualTo(1);
    assertThat(out.toString()).startsWith("scrape 1000: ").contains(": damaged in 1 places");
    assertThat(run("backup", folder.resolve("copy.db").toString(), "--data", data.toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("the copy has the archive's damage");
  }

  @Test
  void archiveVacuum_whileTheServerWrites_isRefused() throws IOException {
    Path data = archive();
    try (var archive = Archive.open(data.resolve("archive.db"), InstantSource.system())) {
      assertThat(archive.seriesCount()).isEqualTo(1);
      assertThat(run("archive", "vacuum", "--data", data.toString())).isEqualTo(1);
      assertThat(err.toString()).contains("another Muster process is writing it; stop that one");
    }
    assertThat(run("archive", "vacuum", "--data", data.toString())).as("%s", err).isZero();
    assertThat(out.toString()).contains(": gave back ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stats", "verify", "vacuum"})
  void archiveCommand_withoutAnArchive_isOneSentence(String command) throws IOException {
    Path data = folder.resolve("data");
    assertThat(run("archive", command, "--data", data.toString())).isEqualTo(1);
    Path file = data.resolve("archive.db");
    assertThat(err.toString())
        .isEqualTo("muster: " + file + ": there is no such file; name the one you mean\n");
    assertThat(file).doesNotExist();
    Files.createDirectories(data);
    Files.writeString(file, "This is a text, and no database whatsoever, however long it is.");
    assertThat(run("archive", command, "--data", data.toString())).isEqualTo(1);
    assertThat(err.toString()).contains(file + ": is no SQLite database");
  }

  @Test
  void archive_withoutSayingWhat_isWrongUsage() {
    assertThat(run("archive")).isEqualTo(2);
    assertThat(err.toString()).contains("say what to do: muster archive stats, verify or vacuum");
    assertThat(run("backup")).isEqualTo(2);
    assertThat(err.toString()).contains("TARGET");
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
