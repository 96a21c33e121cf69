package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.fleet.FleetFile;
import dev.muster.web.Passwords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the first start makes, and the second finds. */
class FirstStartTest {
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
    var first = Users.openOrMake(data, Map.of());
    first.keep(data);
    String password = first.madePassword();
    assertThat(password).isNotNull().hasSizeGreaterThan(15);
    assertThat(Files.readString(data.resolve(Users.FILE))).doesNotContain(password);
    var second = Users.openOrMake(data, Map.of(Users.FIRST_PASSWORD, "another"));
    assertThat(second.madePassword()).isNull();
    assertThat(Passwords.matches(password, admin(second))).isTrue();
  }

  @Test
  void adminPassword_fromTheEnvironment_isNotShown() {
    var users =
        Users.openOrMake(
            DataFolder.openOrMake(folder), Map.of(Users.FIRST_PASSWORD, "correct horse"));
    assertThat(users.madePassword()).isNull();
    assertThat(Passwords.matches("correct horse", admin(users))).isTrue();
  }

  @Test
  void usersFile_withoutAnyone_isRefused() {
    var data = DataFolder.openOrMake(folder);
    data.write(data.resolve(Users.FILE), "basic_auth_users: {}\n");
    assertThatThrownBy(() -> Users.openOrMake(data, Map.of()))
        .hasMessageContaining("names no user");
  }

  private static String admin(Users users) {
    return users.hashes().getOrDefault(Users.ADMIN, "");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
