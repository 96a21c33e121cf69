package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TokenCommandTest {
  @TempDir Path folder;
  private Path data;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @BeforeEach
  void makeDataFolder() {
    data = DataFolder.openOrMake(folder.resolve("data")).path();
  }

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private String add(String name, String... more) {
    var arguments = new ArrayList<>(List.of("token", "add", "--data"));
    arguments.add(data.toString());
    arguments.add(name);
    arguments.addAll(List.of(more));
    assertThat(run(arguments.toArray(String[]::new))).as(err.toString()).isZero();
    return out.toString().strip();
  }

  @Test
  void token_isShownOnce_andOnlyItsHashIsKept_forTheOwnerAlone() throws Exception {
    String token = add("grafana");
    assertThat(token).startsWith("muster_").hasSize(50);
    var file = data.resolve(Tokens.FILE);
    assertThat(Files.readString(file)).contains("grafana read ").doesNotContain(token);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(run("token", "list", "--data", data.toString())).isZero();
    assertThat(out.toString()).contains("grafana  read  made ").contains("expires never");
  }

  @Test
  void token_added_isTakenAtOnce_andRemoved_refusedAtOnce() {
    var check = new TokenCheck(data.resolve(Tokens.FILE), InstantSource.system());
    assertThat(check.user("muster_nothing")).isEmpty();
    String first = add("first");
    String second = add("second");
    assertThat(check.user(first).orElseThrow().name()).isEqualTo("token:first");
    assertThat(check.user(second)).isPresent();
    assertThat(run("token", "remove", "--data", data.toString(), "first")).isZero();
    assertThat(check.user(first)).isEmpty();
    assertThat(check.user(second)).isPresent();
  }

  @Test
  void token_expires() {
    String token = add("week", "--expires", "7d");
    var file = data.resolve(Tokens.FILE);
    var now = Instant.now();
    assertThat(new TokenCheck(file, InstantSource.fixed(now.plus(Duration.ofDays(6)))).user(token))
        .isPresent();
    assertThat(new TokenCheck(file, InstantSource.fixed(now.plus(Duration.ofDays(8)))).user(token))
        .isEmpty();
  }

  @Test
  void token_mayOnlyRead() {
    String token = add("grafana");
    var user =
        new TokenCheck(data.resolve(Tokens.FILE), InstantSource.system()).user(token).orElseThrow();
    assertThat(user.may().test("POST", "/api/v1/query")).isTrue();
    assertThat(user.may().test("POST", "/-/reload")).isFalse();
  }

  @Test
  void badInput_isOneSentence() throws Exception {
    add("grafana");
    assertThat(run("token", "add", "--data", data.toString(), "grafana")).isEqualTo(1);
    assertThat(err.toString()).contains("there is a token 'grafana'; remove it first");
    assertThat(run("token", "add", "--data", data.toString(), "a b")).isEqualTo(1);
    assertThat(err.toString()).contains("'a b' is no name of a token");
    assertThat(run("token", "add", "--data", data.toString(), "x", "--expires", "soon"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("give some, such as 365d");
    assertThat(run("token", "remove", "--data", data.toString(), "nobody")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no token 'nobody'");
    assertThat(run("token", "list", "--data", folder.resolve("none").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("there is no data folder");
    assertThat(run("token")).isEqualTo(2);
    Files.writeString(data.resolve(Tokens.FILE), "grafana write 00 1 -\n");
    assertThat(run("token", "list", "--data", data.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("tokens:1 is no token");
    assertThat(new TokenCheck(data.resolve(Tokens.FILE), InstantSource.system()).user("x"))
        .isEmpty();
  }
}
