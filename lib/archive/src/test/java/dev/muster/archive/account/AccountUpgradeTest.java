package dev.muster.archive.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.sqlite.DatabaseException;
import dev.muster.sqlite.SharedDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users, sessions and tokens through upgrades, and what is left of a file that was cut. */
final class AccountUpgradeTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("accounts.db");
  }

  @Test
  void fileOfVersion1_keepsUsersSessionsAndTokens() throws Exception {
    SharedDatabase.open(file(), AccountSchema.MIGRATIONS.subList(0, 1)).close();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.executeUpdate(
          """
          INSERT INTO account VALUES('ann', 'ann@example.org', 'ADMIN', 'lab', 'hash', 0, 1, 2);
          INSERT INTO session VALUES('s', 'ann', '10.0.0.1', 'browser', 1, 2, 3);
          INSERT INTO token VALUES('grafana', 't', 'VIEWER', '', 1, NULL);
          INSERT INTO audit VALUES(1, 1, 'ann', '10.0.0.1', 'log-in', '', 0);
          """);
    }
    try (var store = AccountStore.open(file())) {
      assertThat(store.accounts()).extracting(Account::name).containsExactly("ann");
      assertThat(store.tokens().all()).extracting(StoredToken::name).containsExactly("grafana");
      assertThat(store.enrollments().pending()).isZero();
    }
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT (SELECT count(*) FROM session), (SELECT count(*) FROM audit)")) {
      assertThat(rows.getInt(1) + rows.getInt(2)).isEqualTo(2);
    }
  }

  @Test
  void fileCutToNothing_isRefused_andNoNewAdminIsMade() throws Exception {
    Files.createFile(file());
    Files.setLastModifiedTime(file(), FileTime.from(Instant.now().minusSeconds(3600)));
    assertThatThrownBy(() -> AccountStore.open(file()))
        .isInstanceOf(DatabaseException.class)
        .hasMessage(
            file()
                + ": is empty, though it held something before; restore it from a backup, or move"
                + " it away to start a new one");
    assertThat(file()).isEmptyFile();
  }
}
