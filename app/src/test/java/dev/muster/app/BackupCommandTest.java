package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.Archive;
import dev.muster.archive.SampleBatch;
import dev.muster.archive.SeriesSet;
import dev.muster.archive.account.Account;
import dev.muster.archive.account.AccountStore;
import dev.muster.fleet.FleetFile;
import dev.muster.metrics.Labels;
import dev.muster.metrics.Selection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup of a data folder while it is written, and what is said of wrong ones. */
class BackupCommandTest {
  private static final int SCRAPES = 300;

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path data;
  private Path copy;

  @BeforeEach
  void makeData() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    copy = folder.resolve("copy");
    try (var archive = Archive.open(data.resolve("archive.db"), InstantSource.system())) {
      var set = new SeriesSet(List.of(Labels.of("__name__", "up", "client", "pc")));
      for (int i = 0; i < SCRAPES; i++) {
        archive.append(new SampleBatch("pc", 15_000L * i, set, new double[] {i}, null)).join();
      }
    }
    put(data.resolve("ca/ca.pem"), "certificate");
    put(data.resolve("ca/ca.key"), "key");
    put(data.resolve("ca/ca.key.new"), "half a key");
    put(data.resolve("users.yml"), "basic_auth_users: {admin: x}\n");
    put(data.resolve("exporter/10100/positions"), "5");
    put(data.resolve("mails/sent.eml"), "Subject: sent");
    put(data.resolve("server.log"), "msg=\"a line\"");
    put(
        data.resolve("fleet.xml"),
        """
        <fleet>
          <smtp host="localhost" from="m@example.org" username="m" password-file="secret/smtp.pass"/>
          <client ip="10.0.0.1" exporter-token-file="../token"/>
        </fleet>
        """);
    put(data.resolve("secret/smtp.pass"), "hush");
    put(folder.resolve("token"), "hush, too");
  }

  private static void put(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, text);
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private int backup() {
    return run("backup", copy.toString(), "--data", data.toString());
  }

  private List<String> filesOfCopy() throws IOException {
    try (Stream<Path> files = Files.walk(copy)) {
      return files.filter(Files::isRegularFile).map(f -> copy.relativize(f).toString()).toList();
    }
  }

  @Test
  void folder_whileTheServerWrites_hasWhatARestoreNeedsForItsOwnerAlone() throws IOException {
    try (var archive = Archive.open(data.resolve("archive.db"), InstantSource.system())) {
      assertThat(archive.seriesCount()).isEqualTo(1);
      assertThat(backup()).as("%s", err).isZero();
    }
    assertThat(out.toString())
        .startsWith("backed up to " + copy + ", 7 files, archive ")
        .endsWith(", verified\n");
    assertThat(err.toString())
        .isEqualTo(
            "not in the backup: %s: it lies outside of the fleet file's folder; keep a copy by other means\n"
                .formatted(folder.resolve("token")));
    assertThat(filesOfCopy())
        .containsExactlyInAnyOrder(
            "archive.db",
            "ca/ca.pem",
            "ca/ca.key",
            "users.yml",
            "exporter/10100/positions",
            "fleet.xml",
            "secret/smtp.pass",
            "SHA256SUMS");
    try (Stream<Path> all = Files.walk(copy)) {
      for (Path path : all.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .as("%s", path)
            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
      }
    }
    var smtp = FleetFile.read(data.resolve("fleet.xml"), Map.of()).smtp();
    assertThat(FleetFile.read(copy.resolve("fleet.xml"), Map.of()).smtp()).isEqualTo(smtp);
    try (var restored = Archive.open(copy.resolve("archive.db"), InstantSource.system())) {
      var all = restored.select(new Selection(List.of(), 0, Long.MAX_VALUE, 1000));
      assertThat(all.getFirst().size()).isEqualTo(SCRAPES);
    }
  }

  @Test
  void accounts_areCopiedWhileAServerHasThemOpen() throws IOException {
    try (var store = AccountStore.open(data.resolve("accounts.db"))) {
      store.add(List.of(new Account("ann", "", "admin", List.of(), "", false, 1, null)));
      assertThat(backup()).as("%s", err).isZero();
    }
    assertThat(out.toString()).startsWith("backed up to " + copy + ", 8 files, archive ");
    assertThat(run("backup", "--verify", copy.toString())).as("%s", err).isZero();
    try (var restored = AccountStore.open(copy.resolve("accounts.db"))) {
      assertThat(restored.accounts()).extracting(Account::name).containsExactly("ann");
    }
  }

  @Test
  void verify_ofAWholeFolder_isWell_andOfAChangedOne_namesEachFile() throws IOException {
    assertThat(backup()).isZero();
    assertThat(run("backup", "--verify", copy.toString())).isZero();
    assertThat(out.toString()).isEqualTo(copy + ": all is well\n");
    Files.writeString(copy.resolve("users.yml"), "basic_auth_users: {admin: y}\n");
    Files.delete(copy.resolve("ca/ca.key"));
    Files.writeString(copy.resolve("stranger"), "");
    assertThat(run("backup", "--verify", copy.toString())).isEqualTo(1);
    assertThat(out.toString().lines())
        .containsExactly(
            copy.resolve("ca/ca.key") + ": is missing",
            copy.resolve("users.yml") + ": is not what was backed up, its SHA-256 is another",
            copy.resolve("stranger") + ": was not backed up",
            copy + ": 3 are wrong");
  }

  @Test
  void verify_ofAFlippedBitInTheArchive_namesIt() throws IOException {
    assertThat(backup()).isZero();
    byte[] bytes = Files.readAllBytes(copy.resolve("archive.db"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(copy.resolve("archive.db"), bytes);
    assertThat(run("backup", "--verify", copy.toString())).isEqualTo(1);
    assertThat(out.toString()).startsWith(copy.resolve("archive.db") + ": is not what was");
  }

  @Test
  void verify_ofNoBackup_isOneSentence() throws IOException {
    assertThat(run("backup", "--verify", copy.toString())).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("muster: " + copy + " is no folder; name the one that muster backup made\n");
    assertThat(run("backup", "--verify", data.toString())).isEqualTo(1);
    assertThat(err.toString()).contains(data + " has no SHA256SUMS: it is no backup, or one that");
    assertThat(backup()).isZero();
    for (String line : List.of("gibberish", "0".repeat(64) + "  ../token")) {
      Files.writeString(copy.resolve("SHA256SUMS"), line + "\n");
      assertThat(run("backup", "--verify", copy.toString())).isEqualTo(1);
      assertThat(err.toString()).contains("SHA256SUMS:1: is no sum and name of a file;");
    }
  }

  @Test
  void target_thatIsThereOrInTheDataFolder_isRefusedAndLeftAsItIs() throws IOException {
    put(copy.resolve("mine"), "mine");
    assertThat(backup()).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("muster: " + copy + " exists already; name a new folder\n");
    assertThat(filesOfCopy()).containsExactly("mine");
    copy = data.resolve("backup");
    assertThat(backup()).isEqualTo(1);
    assertThat(err.toString()).contains("lies in the data folder; name one outside of it");
    copy = folder.resolve("not/there");
    assertThat(backup()).isEqualTo(1);
    assertThat(err.toString()).contains("the folder it would lie in is not there; make it");
  }

  @Test
  void source_thatIsNoDataFolderOrLacksItsFleetFile_isOneSentence() throws IOException {
    assertThat(run("backup", copy.toString(), "--data", folder.toString())).isEqualTo(1);
    assertThat(err.toString()).contains(folder + " is no data folder, for it has no archive.db;");
    var elsewhere = Files.move(data.resolve("fleet.xml"), folder.resolve("elsewhere.xml"));
    assertThat(backup()).isEqualTo(1);
    assertThat(err.toString()).contains("fleet.xml; give --config the one the server reads");
    assertThat(copy).doesNotExist();
    var config = elsewhere.toString();
    assertThat(run("backup", copy.toString(), "--data", data.toString(), "--config", config))
        .isZero();
    assertThat(copy.resolve("fleet.xml")).hasSameTextualContentAs(elsewhere);
  }

  @Test
  void archive_thatIsNone_leavesNothingBehind() throws IOException {
    Files.writeString(data.resolve("archive.db"), "This is a text, and no database, however long.");
    assertThat(backup()).isEqualTo(1);
    assertThat(err.toString()).contains("archive.db: is no SQLite database");
    assertThat(copy).doesNotExist();
  }

  @Test
  void sums_areThoseOfSha256sum() throws IOException {
    put(copy.resolve("empty"), "");
    var sum = new ArrayList<Long>();
    assertThat(BackupSums.sum(copy.resolve("empty"), sum::add))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }
}
