package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.account.AccountStore;
import dev.muster.console.account.Accounts;
import dev.muster.server.LogIns;
import dev.muster.server.Principal;
import dev.muster.server.Role;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  private Optional<Principal> user(String token, InstantSource clock) {
    try (var store = AccountStore.open(data.resolve(Users.FILE))) {
      return new Accounts(store, clock).bearer(token) instanceof LogIns.Outcome.In in
          ? Optional.of(in.principal())
          : Optional.empty();
    }
  }

  private Optional<Principal> user(String token) {
    return user(token, InstantSource.system());
  }

  @Test
  void token_isShownOnce_andOnlyItsHashIsKept_forTheOwnerAlone() throws Exception {
    String token = add("grafana");
    assertThat(token).startsWith("muster_").hasSize(50);
    var file = data.resolve(Users.FILE);
    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(token);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(run("token", "list", "--data", data.toString())).isZero();
    assertThat(out.toString()).contains("grafana  viewer  made ").contains("expires never");
  }

  @Test
  void token_added_isTakenAtOnce_andRemoved_refusedAtOnce() {
    try (var store = AccountStore.open(data.resolve(Users.FILE))) {
      var running = new Accounts(store, InstantSource.system());
      assertThat(running.bearer("muster_nothing")).isInstanceOf(LogIns.Outcome.Out.class);
      String first = add("first");
      String second = add("second");
      assertThat(running.bearer(first))
          .isInstanceOfSatisfying(
              LogIns.Outcome.In.class,
              in -> {
                assertThat(in.principal().name()).isEqualTo("token:first");
                assertThat(in.stands().getAsBoolean()).isTrue();
                assertThat(run("token", "remove", "--data", data.toString(), "first")).isZero();
                assertThat(in.stands().getAsBoolean()).isFalse();
              });
      assertThat(running.bearer(first)).isInstanceOf(LogIns.Outcome.Out.class);
      assertThat(running.bearer(second)).isInstanceOf(LogIns.Outcome.In.class);
    }
  }

  @Test
  void token_expires() {
    String token = add("week", "--expires", "7d");
    var now = Instant.now();
    assertThat(user(token, InstantSource.fixed(now.plus(Duration.ofDays(6))))).isPresent();
    assertThat(user(token, InstantSource.fixed(now.plus(Duration.ofDays(8))))).isEmpty();
  }

  @Test
  void token_hasTheRoleAndGroupsItIsGiven() {
    assertThat(user(add("plain"))).contains(new Principal("token:plain", Role.VIEWER, Set.of()));
    assertThat(user(add("lab", "--role", "operator", "--group", "a", "--group", "b")))
        .contains(new Principal("token:lab", Role.OPERATOR, Set.of("a", "b")));
    assertThat(user(add("prometheus", "--role", "alerts")))
        .contains(new Principal("token:prometheus", Role.ALERTS, Set.of()));
    assertThat(run("token", "list", "--data", data.toString())).isZero();
    assertThat(out.toString()).contains("lab  operator of a, b  made ");
  }

  @Test
  void badInput_isOneSentence() {
    add("grafana");
    assertThat(run("token", "add", "--data", data.toString(), "grafana")).isEqualTo(1);
    assertThat(err.toString()).contains("there is a token 'grafana'; remove it first");
    assertThat(run("token", "add", "--data", data.toString(), "a b")).isEqualTo(1);
    assertThat(err.toString()).contains("'a b' is no name of a token");
    assertThat(run("token", "add", "--data", data.toString(), "x", "--expires", "soon"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("give some, such as 30d");
    assertThat(run("token", "add", "--data", data.toString(), "x", "--role", "root")).isEqualTo(1);
    assertThat(err.toString()).contains("'root' is no role; give viewer");
    assertThat(
            run("token", "add", "--data", data.toString(), "x", "--role", "admin", "--group", "a"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("an administrator sees all groups; give no groups");
    assertThat(run("token", "remove", "--data", data.toString(), "nobody")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no token 'nobody'");
    assertThat(run("token", "list", "--data", folder.resolve("none").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("there is no data folder");
    assertThat(run("token")).isEqualTo(2);
  }
}
