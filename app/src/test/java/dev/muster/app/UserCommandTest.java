package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.archive.account.Account;
import dev.muster.archive.account.AccountStore;
import dev.muster.web.Passwords;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UserCommandTest {
  private static final Pattern SHOWN =
      Pattern.compile("Password \\(shown this once\\): ([A-Za-z0-9]{20})\n");

  @TempDir Path folder;
  private Path data;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @BeforeEach
  void makeDataFolder() {
    data = DataFolder.openOrMake(folder.resolve("data")).path();
  }

  private int user(String what, String... more) {
    out = new StringWriter();
    err = new StringWriter();
    var arguments = new ArrayList<>(List.of("user", what, "--data", data.toString()));
    arguments.addAll(List.of(more));
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }

  private String shownPassword() {
    var shown = SHOWN.matcher(out.toString());
    assertThat(shown.matches()).as(out.toString()).isTrue();
    return shown.group(1);
  }

  @Test
  void user_isAddedBesideARunningServer_withAPasswordShownOnce() {
    try (var server = AccountStore.open(data.resolve(Users.FILE))) {
      assertThat(user("add", "ann", "--role", "operator", "--group", "lab 2", "--mail", "a@b.de"))
          .as(err.toString())
          .isZero();
      var password = shownPassword();
      var ann = server.account("ann").orElseThrow();
      assertThat(Passwords.matches(password, ann.hash())).isTrue();
      assertThat(ann.groups()).containsExactly("lab 2");
      assertThat(user("passwd", "ann")).isZero();
      var other = shownPassword();
      var changed = server.account("ann").orElseThrow();
      assertThat(Passwords.matches(password, changed.hash())).isFalse();
      assertThat(Passwords.matches(other, changed.hash())).isTrue();
      assertThat(user("list")).isZero();
      assertThat(out.toString()).isEqualTo("ann  operator of lab 2  a@b.de  last log-in never\n");
      assertThat(user("remove", "ann")).isZero();
      assertThat(server.accounts()).isEmpty();
    }
  }

  @Test
  void user_isInvited_byAMailThatIsKeptWithoutAMailServer() throws Exception {
    assertThat(user("invite", "bob", "--mail", "bob@example.org", "--url", "https://m.example"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).startsWith("The invitation of bob is kept in ");
    try (var mails = Files.list(data.resolve("mails"));
        var store = AccountStore.open(data.resolve(Users.FILE))) {
      assertThat(Files.readString(mails.findFirst().orElseThrow()))
          .contains("To: bob@example.org")
          .contains("https://m.example/#/invite/");
      assertThat(store.accounts())
          .extracting(Account::name, Account::role, Account::hash)
          .containsExactly(tuple("bob", "viewer", ""));
    }
    assertThat(user("list")).isZero();
    assertThat(out.toString()).contains("last log-in never  no password yet");
  }

  @Test
  void badInput_isOneSentence() {
    assertThat(user("add", "a:b")).isEqualTo(1);
    assertThat(err.toString()).contains("'a:b' is no name of a user; use up to 100 letters");
    assertThat(user("add", "ann", "--role", "alerts")).isEqualTo(1);
    assertThat(err.toString()).contains("the role alerts is for tokens");
    assertThat(user("add", "ann", "--mail", "nowhere")).isEqualTo(1);
    assertThat(err.toString()).contains("'nowhere' is no mail address");
    assertThat(user("add", "ann", "--role", "admin")).isZero();
    assertThat(user("add", "ANN")).isEqualTo(1);
    assertThat(err.toString()).contains("there is a user 'ann'; give another name");
    assertThat(user("remove", "ann")).isEqualTo(1);
    assertThat(err.toString()).contains("'ann' is the last administrator who may log in");
    assertThat(user("passwd", "nobody")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no user 'nobody'; muster user list");
    assertThat(user("invite", "cy")).isEqualTo(1);
    assertThat(err.toString()).contains("'cy' has no mail address; give one with --mail");
  }
}
