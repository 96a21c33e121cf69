package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.muster.fleet.Client;
import dev.muster.ssh.SshException.Kind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against OpenSSH's own server. */
class SshConnectorTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final byte[] NOTHING = {};

  @TempDir static Path folder;
  private static @Nullable Sshd started;

  @TempDir Path own;

  @BeforeAll
  static void start() throws Exception {
    started = Sshd.start(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    if (started != null) {
      started.close();
    }
  }

  private static Sshd sshd() {
    return java.util.Objects.requireNonNull(started);
  }

  private SshConnector connector(HostKeyPolicy policy) {
    return new SshConnector(own.resolve("known_hosts"), List.of(), policy, LONG);
  }

  private SshConnection connected() throws SshException {
    return connector(new HostKeyPolicy.AcceptNew()).connect(sshd().client(Sshd.PASSWORD, null));
  }

  private static SshException refused(SshConnector connector, Client client) {
    return catchThrowableOfType(SshException.class, () -> connector.connect(client));
  }

  @Test
  void password_logsIn() throws Exception {
    try (var connection = connected()) {
      assertThat(connection.isOpen()).isTrue();
      var result =
          connection.run(
              "id -un; cat; echo oops >&2; exit 3",
              "in".getBytes(StandardCharsets.UTF_8),
              LONG,
              100);
      assertThat(result).isEqualTo(new SshConnection.Result(3, "pupil\nin", "oops\n"));
    }
  }

  @Test
  void key_logsIn() throws Exception {
    var connector = connector(new HostKeyPolicy.AcceptNew());
    try (connector;
        var plain = connector.connect(sshd().client(null, sshd().key));
        var locked = connector.connect(sshd().client(Sshd.PASSWORD, sshd().lockedKey))) {
      assertThat(plain.run("true", NOTHING, LONG, 10).exitStatus()).isZero();
      assertThat(locked.run("true", NOTHING, LONG, 10).exitStatus()).isZero();
    }
  }

  @Test
  void keyOfEveryType_logsIn() throws Exception {
    for (String type : List.of("rsa", "ecdsa")) {
      var key = own.resolve(type);
      Sshd.keygen(key, type, "");
      Files.writeString(
          folder.resolve("authorized"),
          Files.readString(own.resolve(type + ".pub")),
          java.nio.file.StandardOpenOption.APPEND);
      try (var connector = connector(new HostKeyPolicy.AcceptNew());
          var connection = connector.connect(sshd().client(null, key))) {
        assertThat(connection.isOpen()).as(type).isTrue();
      }
    }
  }

  @Test
  void logIn_refusedInOneSentence() throws Exception {
    var other = own.resolve("other");
    Sshd.keygen(other, "ed25519", "");
    try (var connector = connector(new HostKeyPolicy.AcceptNew())) {
      assertThat(refused(connector, sshd().client("wrong", null)))
          .hasMessage(
              "it does not let user pupil in with the password; it takes publickey, password, keyboard-interactive")
          .extracting(SshException::kind)
          .isEqualTo(Kind.LOG_IN);
      assertThat(refused(connector, sshd().client(null, other)))
          .hasMessageStartingWith("it does not let user pupil in with the key " + other);
      assertThat(refused(connector, sshd().client("wrong", sshd().lockedKey)))
          .hasMessageContaining("is no private key, or its passphrase is not");
      assertThat(refused(connector, sshd().client(null, own.resolve("none"))))
          .hasMessageContaining("is not there");
      assertThat(refused(connector, sshd().client(null, null)))
          .hasMessageContaining("neither a key-file nor a password");
      assertThat(refused(connector, Sshd.client("", sshd().port(), "x", null)))
          .hasMessageContaining("gives no username");
    }
  }

  @Test
  void unknownHostKey_asThePolicySays() throws Exception {
    var asked = new ArrayList<String>();
    var client = sshd().client(Sshd.PASSWORD, null);
    try (var strict = connector(new HostKeyPolicy.Strict());
        var no =
            connector(
                new HostKeyPolicy.Ask(
                    (host, type, print) -> !asked.add(host + " " + type + " " + print)));
        var yes = connector(new HostKeyPolicy.Ask((host, type, print) -> true))) {
      assertThat(refused(strict, client))
          .hasMessageContaining("is not known; compare it")
          .extracting(SshException::kind)
          .isEqualTo(Kind.UNKNOWN_HOST_KEY);
      assertThat(refused(no, client).kind()).isEqualTo(Kind.UNKNOWN_HOST_KEY);
      assertThat(asked)
          .singleElement()
          .asString()
          .matches("\\[127\\.0\\.0\\.1]:\\d+ ssh-ed25519 SHA256:[A-Za-z0-9+/]{43}");
      yes.connect(client).close();
      strict.connect(client).close();
    }
    assertThat(own.resolve("known_hosts"))
        .hasContent("[127.0.0.1]:" + sshd().port() + " " + sshd().hostKey());
  }

  @Test
  void hostKey_changedOrRevokedIsRefused() throws Exception {
    var known = own.resolve("known_hosts");
    String name = "[127.0.0.1]:" + sshd().port();
    var other = own.resolve("other");
    for (String type : List.of("ed25519", "rsa")) {
      Files.deleteIfExists(other);
      Sshd.keygen(other, type, "");
      Files.writeString(known, "# one\n" + name + " " + Files.readString(own.resolve("other.pub")));
      try (var connector = connector(new HostKeyPolicy.AcceptNew())) {
        assertThat(refused(connector, sshd().client(Sshd.PASSWORD, null)))
            .hasMessageContaining("not the one in " + known + ":2")
            .extracting(SshException::kind)
            .isEqualTo(Kind.CHANGED_HOST_KEY);
      }
    }
    Files.writeString(known, name + " " + sshd().hostKey() + "\n@revoked * " + sshd().hostKey());
    try (var connector = connector(new HostKeyPolicy.AcceptNew())) {
      assertThat(refused(connector, sshd().client(Sshd.PASSWORD, null)))
          .hasMessageContaining("is revoked in " + known + ":2");
    }
  }

  @Test
  void hostKey_ofTheUsersHashedFileIsKnown() throws Exception {
    var users = own.resolve("users");
    Files.writeString(users, "[127.0.0.1]:" + sshd().port() + " " + sshd().hostKey() + "\n");
    Sshd.execute("ssh-keygen", "-q", "-H", "-f", users.toString());
    assertThat(users).content().startsWith("|1|");
    var strict =
        new SshConnector(
            own.resolve("known_hosts"), List.of(users), new HostKeyPolicy.Strict(), LONG);
    try (strict) {
      strict.connect(sshd().client(Sshd.PASSWORD, null)).close();
    }
    assertThat(own.resolve("known_hosts")).doesNotExist();
  }

  @Test
  void hostKey_ofEveryTypeIsTaken() throws Exception {
    for (String type : List.of("ecdsa", "rsa")) {
      var home = Files.createDirectory(own.resolve("home-" + type));
      try (var second = Sshd.start(home);
          var connector = connector(new HostKeyPolicy.AcceptNew())) {
        second.newHostKey(type);
        second.restart();
        connector.connect(second.client(Sshd.PASSWORD, null)).close();
        connector.connect(second.client(Sshd.PASSWORD, null)).close();
        assertThat(own.resolve("known_hosts")).content().contains(second.hostKey());
      }
    }
  }

  @Test
  void nobodyThere_isSaid() throws Exception {
    try (var connector = connector(new HostKeyPolicy.AcceptNew())) {
      assertThat(refused(connector, Sshd.client("pupil", Sshd.freePort(), "x", null)))
          .hasMessageStartingWith("no SSH server answers at 127.0.0.1 port")
          .extracting(SshException::kind)
          .isEqualTo(Kind.UNREACHABLE);
    }
  }

  @Test
  void silentServer_endsInTime() throws Exception {
    try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var connector =
            new SshConnector(
                own.resolve("known"),
                List.of(),
                new HostKeyPolicy.Strict(),
                Duration.ofMillis(300))) {
      assertThat(refused(connector, Sshd.client("pupil", silent.getLocalPort(), "x", null)).kind())
          .isEqualTo(Kind.TIMEOUT);
    }
  }

  @Test
  void command_isBounded() throws Exception {
    try (var connection = connected()) {
      assertThat(
              catchThrowableOfType(
                      SshException.class,
                      () -> connection.run("sleep 600", NOTHING, Duration.ofMillis(200), 10))
                  .kind())
          .isEqualTo(Kind.TIMEOUT);
      assertThat(
              catchThrowableOfType(
                  SshException.class, () -> connection.run("yes", NOTHING, LONG, 10)))
          .hasMessage("a command said more than 10 bytes");
      assertThat(connection.run("echo 123456789", NOTHING, LONG, 10).output()).hasSize(10);
      assertThat(connection.run("yes | head -c 100000 >&2", NOTHING, LONG, 10).exitStatus())
          .isZero();
      assertThat(connection.run("kill -9 $$", NOTHING, LONG, 10).exitStatus()).isEqualTo(255);
      assertThat(connection.run("exit 4", new byte[1 << 20], LONG, 10).exitStatus()).isEqualTo(4);
    }
  }

  @Test
  void upload_goesOnBehindWhatIsThere() throws Exception {
    var content = new byte[3_000_001];
    new Random(7).nextBytes(content);
    var local = Files.write(own.resolve("local"), content);
    var remote = sshd().home.resolve("uploaded").toString();
    var counted = new AtomicLong();
    try (var connection = connected()) {
      assertThat(connection.size(remote)).isEqualTo(-1);
      var begun = Arrays.copyOf(content, 1_000_000);
      connection.write(begun, remote, 0644);
      connection.run("printf trailing >> " + remote, NOTHING, LONG, 10);
      connection.upload(local, remote, 1_000_000, 0600, counted::addAndGet);
      assertThat(counted).hasValue(2_000_001);
      assertThat(connection.size(remote)).isEqualTo(content.length);
      assertThat(connection.read(remote, content.length)).isEqualTo(content);
      assertThat(connection.run("stat -c %a " + remote, NOTHING, LONG, 10).output())
          .isEqualTo("600\n");
      assertThat(
              catchThrowableOfType(
                  SshException.class, () -> connection.read(remote, content.length - 1)))
          .hasMessageContaining("is longer than 3000000 bytes");
    }
  }

  @Test
  void write_replacesWhole() throws Exception {
    var remote = sshd().home.resolve("small").toString();
    try (var connection = connected()) {
      connection.write(new byte[] {1, 2, 3}, remote, 0600);
      connection.write(new byte[] {4}, remote, 0640);
      assertThat(connection.read(remote, 10)).containsExactly(4);
      assertThat(
              connection
                  .run("stat -c %a " + remote + "; ls " + remote + "*", NOTHING, LONG, 200)
                  .output())
          .isEqualTo("640\n" + remote + "\n");
    }
  }

  @Test
  void noRightsAndNoSpace_areTold() throws Exception {
    var local = Files.write(own.resolve("local"), new byte[1 << 20]);
    try (var connection = connected()) {
      assertThat(
              catchThrowableOfType(
                  SshException.class, () -> connection.write(NOTHING, "/etc/mine", 0600)))
          .hasMessage("writing /etc/mine is not allowed to this user")
          .extracting(SshException::kind)
          .isEqualTo(Kind.NO_RIGHTS);
      assertThat(catchThrowableOfType(SshException.class, () -> connection.read("/none", 1)))
          .hasMessageContaining("there is no such file");
      String full = sshd().full() + "/large";
      assertThat(
              catchThrowableOfType(
                  SshException.class, () -> connection.upload(local, full, 0, 0600, bytes -> {})))
          .hasMessage("writing " + full + " failed: the disk is full there")
          .extracting(SshException::kind)
          .isEqualTo(Kind.NO_SPACE);
      connection.run("rm " + full, NOTHING, LONG, 10);
    }
  }

  @Test
  void channel_reachesTheClientsLoopback() throws Exception {
    try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var connection = connected()) {
      try (var channel = connection.open("127.0.0.1", listener.getLocalPort(), LONG);
          var accepted = listener.accept()) {
        channel.output().write(42);
        channel.output().flush();
        assertThat(accepted.getInputStream().read()).isEqualTo(42);
        accepted.getOutputStream().write(43);
        assertThat(channel.input().read()).isEqualTo(43);
        accepted.shutdownOutput();
        assertThat(channel.input().read()).isEqualTo(-1);
      }
      int nobody = Sshd.freePort();
      assertThat(
              catchThrowableOfType(
                  SshException.class, () -> connection.open("127.0.0.1", nobody, LONG)))
          .hasMessage(
              "reaching 127.0.0.1 port " + nobody + " through SSH failed: nobody listens there");
    }
  }

  @Test
  void lostConnection_isTold() throws Exception {
    var own2 = Files.createDirectory(own.resolve("second"));
    try (var second = Sshd.start(own2);
        var connector = connector(new HostKeyPolicy.AcceptNew());
        var connection = connector.connect(second.client(Sshd.PASSWORD, null))) {
      var local = Files.write(own.resolve("large"), new byte[64 << 20]);
      String remote = second.home.resolve("large").toString();
      assertThat(
              catchThrowableOfType(
                  SshException.class,
                  () -> connection.upload(local, remote, 0, 0600, bytes -> second.endSessions())))
          .hasMessage("the connection was lost while writing " + remote)
          .extracting(SshException::kind)
          .isEqualTo(Kind.LOST);
      assertThat(connection.isOpen()).isFalse();
      assertThat(
              catchThrowableOfType(
                      SshException.class, () -> connection.run("true", NOTHING, LONG, 1))
                  .kind())
          .isEqualTo(Kind.LOST);
    }
  }

  @Test
  void closedConnector_endsItsConnections() throws Exception {
    var connector = connector(new HostKeyPolicy.AcceptNew());
    var connection = connector.connect(sshd().client(Sshd.PASSWORD, null));
    connector.close();
    assertThat(connection.isOpen()).isFalse();
    assertThat(refused(connector, sshd().client(Sshd.PASSWORD, null)).kind()).isEqualTo(Kind.LOST);
  }
}
