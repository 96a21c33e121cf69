package dev.muster.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.archive.account.Account;
import dev.muster.archive.account.StoredToken;
import dev.muster.fleet.FleetFile;
import dev.muster.web.Passwords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the first start makes, and the second finds. */
class FirstStartTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T02:00:00Z"));

  @TempDir Path folder;

  @Test
  void dataFolder_isItsOwnersAlone() throws IOException {
    var data = DataFolder.openOrMake(folder.resolve("a/b"));
    data.write(data.resolve("secret"), "x");
    assertThat(mode(folder.resolve("a/b"))).isEqualTo("rwx------");
    assertThat(mode(data.resolve("secret"))).isEqualTo("rw-------");
    assertThat(data.path().toFile().list()).containsExactly("secret");
  }

  @Test
  void dataFolder_thatIsEverybodys_isRefusedAndLeftAsItIs() throws IOException {
    var shared = Files.createDirectory(folder.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> DataFolder.openOrMake(shared))
        .isInstanceOf(AppException.class)
        .hasMessageContaining("give --data a folder of its own");
    assertThat(mode(shared)).isEqualTo("rwxrwxrwx");
  }

  @Test
  void dataFolder_thatIsAFile_isRefusedInASentence() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> DataFolder.openOrMake(file))
        .isInstanceOf(AppException.class)
        .hasMessage(file + " is a file; give --data a folder");
  }

  @Test
  void starterFleet_isRight_andWatchesThisMachine() {
    var data = DataFolder.openOrMake(folder);
    data.write(data.resolve("fleet.xml"), StarterFleet.text());
    var fleet = FleetFile.read(data.resolve("fleet.xml"), Map.of());
    assertThat(fleet.warnings()).isEmpty();
    assertThat(fleet.clients()).hasSize(1);
    assertThat(LocalAddresses.isLocal(fleet.clients().getFirst().ip())).isTrue();
  }

  @Test
  void adminPassword_isMadeOnce_andOnlyItsHashIsKept() throws IOException {
    var data = DataFolder.openOrMake(folder);
    String password;
    try (var first = Users.openOrMake(data, Map.of(), CLOCK)) {
      first.keep();
      password = requireNonNull(first.madePassword());
    }
    assertThat(password).hasSizeGreaterThan(15);
    assertThat(Files.readString(data.resolve(Users.FILE), StandardCharsets.ISO_8859_1))
        .doesNotContain(password);
    assertThat(mode(data.resolve(Users.FILE))).isEqualTo("rw-------");
    try (var second = Users.openOrMake(data, Map.of(Users.FIRST_PASSWORD, "another"), CLOCK)) {
      assertThat(second.madePassword()).isNull();
      assertThat(Passwords.matches(password, admin(second))).isTrue();
    }
  }

  @Test
  void adminPassword_ofAStartThatFailed_isNotKept() {
    var data = DataFolder.openOrMake(folder);
    Users.openOrMake(data, Map.of(), CLOCK).close();
    try (var second = Users.openOrMake(data, Map.of(), CLOCK)) {
      assertThat(second.madePassword()).isNotNull();
    }
  }

  @Test
  void adminPassword_fromTheEnvironment_isNotShown() {
    try (var users =
        Users.openOrMake(
            DataFolder.openOrMake(folder), Map.of(Users.FIRST_PASSWORD, "correct horse"), CLOCK)) {
      users.keep();
      assertThat(users.madePassword()).isNull();
      assertThat(Passwords.matches("correct horse", admin(users))).isTrue();
    }
  }

  @Test
  void olderUsersAndTokens_areTakenOverOnce() throws IOException {
    var data = DataFolder.openOrMake(folder);
    var hash = Passwords.hash("roll-call");
    var sha256 = "ab".repeat(32);
    data.write(
        data.resolve("users.yml"),
        "basic_auth_users:\n  ann: \"%s\"\n  bob: \"%s\"\n".formatted(hash, hash));
    data.write(data.resolve("tokens"), "# Tokens\ngrafana read " + sha256 + " 1795251600 -\n");
    try (var users = Users.openOrMake(data, Map.of(), CLOCK)) {
      assertThat(users.madePassword()).isNull();
      assertThat(users.store().accounts())
          .extracting(Account::name, Account::role, Account::hash)
          .containsExactly(tuple("ann", "admin", hash), tuple("bob", "admin", hash));
      assertThat(users.store().tokens().all())
          .containsExactly(
              new StoredToken("grafana", sha256, "viewer", List.of(), 1795251600_000L, null));
    }
    assertThat(data.has("users.yml")).isFalse();
    assertThat(data.has("tokens")).isFalse();
    // As after a kill between keeping and renaming.
    Files.copy(data.resolve("users.yml.taken-over"), data.resolve("users.yml"));
    try (var users = Users.openOrMake(data, Map.of(), CLOCK)) {
      assertThat(users.store().accounts()).hasSize(2);
    }
    assertThat(data.has("users.yml.taken-over")).isTrue();
    assertThat(data.has("users.yml")).isFalse();
  }

  @Test
  void olderFiles_thatCannotBeUsed_areRefused() {
    var data = DataFolder.openOrMake(folder);
    data.write(data.resolve("users.yml"), "basic_auth_users: {}\n");
    assertThatThrownBy(() -> Users.openOrMake(data, Map.of(), CLOCK))
        .hasMessageContaining("names no user");
    data.write(
        data.resolve("users.yml"),
        "basic_auth_users: {ann: \"%s\"}\n".formatted(Passwords.hash("roll-call")));
    data.write(data.resolve("tokens"), "grafana write 00 1 -\n");
    assertThatThrownBy(() -> Users.openOrMake(data, Map.of(), CLOCK))
        .hasMessageContaining("tokens:1 is no token");
  }

  private static String admin(Users users) {
    return users.store().account(Users.ADMIN).map(Account::hash).orElse("");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
