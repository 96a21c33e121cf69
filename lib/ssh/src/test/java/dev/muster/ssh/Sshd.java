package dev.muster.ssh;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.fleet.Client;
import dev.muster.fleet.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * OpenSSH's own server on a loopback port, in mount and process namespaces of its own: with its own
 * users (pupil, who has a password and a key) and a full disk at {@code full/}.
 */
final class Sshd implements AutoCloseable {
  static final String PASSWORD = "staple battery";
  private static final String HASH =
      "$6$muster$g2Fv/uaF9WyRgG70Z7PtpERfaZWKojjN5j8ZeNPLNFfeuWyXhjf4/jLxhGUdiUkQ07lXSSuIWK9vQWfiukc7l.";

  final Path home;
  final Path key;
  final Path lockedKey;
  private final Path folder;
  private int port;
  private @Nullable Process process;

  private Sshd(Path folder) throws IOException {
    this.folder = folder;
    this.home = Files.createDirectory(folder.resolve("home"));
    this.key = folder.resolve("key");
    this.lockedKey = folder.resolve("locked");
  }

  static Sshd start(Path folder) throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/sbin/sshd"))
            && "root".equals(System.getProperty("user.name")),
        "needs root and OpenSSH's server: install the Debian package openssh-server");
    open(folder);
    var sshd = new Sshd(folder);
    sshd.prepare();
    sshd.restart();
    return sshd;
  }

  private static void open(Path folder) throws IOException {
    for (Path at = folder; at != null && at.getNameCount() > 1; at = at.getParent()) {
      Files.setPosixFilePermissions(at, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private void prepare() throws IOException, InterruptedException {
    newHostKey("ed25519");
    keygen(key, "ed25519", "");
    keygen(lockedKey, "ed25519", PASSWORD);
    Files.writeString(
        folder.resolve("authorized"),
        Files.readString(folder.resolve("key.pub"))
            + Files.readString(folder.resolve("locked.pub")));
    Files.writeString(
        folder.resolve("passwd"),
        "root:x:0:0::/root:/bin/sh\nsshd:x:100:65534::/run/sshd:/usr/sbin/nologin\npupil:x:20001:20001::"
            + home
            + ":/bin/sh\n");
    Files.writeString(
        folder.resolve("shadow"), "root:*:1::::::\nsshd:!:1::::::\npupil:" + HASH + ":1::::::\n");
    execute("chown", "20001:20001", home.toString());
    Files.createDirectory(folder.resolve("full"));
  }

  /** Gives it another host key; it is shown from the next start on. */
  void newHostKey(String type) throws IOException, InterruptedException {
    Files.deleteIfExists(folder.resolve("host"));
    keygen(folder.resolve("host"), type, "");
  }

  /** The public host key: type and Base64. */
  String hostKey() throws IOException {
    var words = Files.readString(folder.resolve("host.pub")).split(" ", -1);
    return words[0] + " " + words[1].strip();
  }

  static void keygen(Path file, String type, String passphrase)
      throws IOException, InterruptedException {
    execute("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-f", file.toString());
  }

  static void execute(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(List.of(command) + ": " + said);
    }
  }

  /** Starts it, on another port than before. */
  void restart() throws IOException, InterruptedException {
    close();
    port = freePort();
    Files.writeString(
        folder.resolve("sshd.conf"),
        """
        Port %d
        ListenAddress 127.0.0.1
        HostKey %s
        AuthorizedKeysFile %s
        StrictModes no
        UsePAM no
        PidFile none
        PasswordAuthentication yes
        Subsystem sftp internal-sftp
        """
            .formatted(port, folder.resolve("host"), folder.resolve("authorized")));
    String script =
        """
        set -e
        mount --bind "$0/passwd" /etc/passwd
        mount --bind "$0/shadow" /etc/shadow
        mount -t tmpfs -o mode=755 none /run
        mount -t tmpfs -o mode=777,size=65536 none "$0/full"
        mkdir /run/sshd
        exec /usr/sbin/sshd -D -e -f "$0/sshd.conf"
        """;
    process =
        new ProcessBuilder(
                "unshare", "-m", "-p", "-f", "--kill-child", "sh", "-c", script, folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("sshd.log").toFile())
            .start();
    awaitPort(port);
  }

  private static void awaitPort(int port) throws IOException, InterruptedException {
    for (int i = 0; i < 600; i++) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (socket.getInputStream().read() == 'S') {
          return;
        }
      } catch (IOException notYet) {
        Thread.sleep(50);
      }
    }
    throw new IOException("sshd does not answer");
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  Path full() {
    return folder.resolve("full");
  }

  /** Pupil's log-in. */
  Client client(@Nullable String password, @Nullable Path keyFile) {
    return client("pupil", port, password, keyFile);
  }

  static Client client(String user, int port, @Nullable String password, @Nullable Path keyFile) {
    return new Client(
        "lab-1",
        "",
        "127.0.0.1",
        new Client.SshLogin(
            port,
            user,
            password == null ? null : new Secret(password),
            keyFile == null ? null : keyFile.toString()),
        new Client.ExporterAccess(10100, true, "/metrics", "", null, null),
        List.of(),
        List.of(),
        false);
  }

  int port() {
    return port;
  }

  /** Ends every session, as a pulled cable or a reboot does. */
  void endSessions() {
    var running = process;
    if (running != null) {
      running
          .toHandle()
          .children()
          .flatMap(ProcessHandle::children)
          .flatMap(child ->
              java.util.stream.Stream.concat(
                  child.descendants(), java.util.stream.Stream.of(child)))
          .forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Override
  public void close() {
    var running = process;
    if (running != null) {
      running.destroyForcibly().onExit().join();
    }
  }
}
