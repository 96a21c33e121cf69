package dev.muster.e2e.ssh;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Hosts with OpenSSH servers in network namespaces of this machine, as {@code hosts.sh} makes them:
 * each with its own address, root folder and processes. They end with this process, however it
 * ends.
 */
public final class SshHosts implements AutoCloseable {
  /** Pupil's password on each host. */
  public static final String PASSWORD = "staple battery";

  private static final String HASH =
      "$6$muster$g2Fv/uaF9WyRgG70Z7PtpERfaZWKojjN5j8ZeNPLNFfeuWyXhjf4/jLxhGUdiUkQ07lXSSuIWK9vQWfiukc7l.";

  private final Path folder;
  private final int net;
  private final int count;
  private final Process process;
  private final BufferedReader said;

  private SshHosts(Path folder, int net, int count, Process process) {
    this.folder = folder;
    this.net = net;
    this.count = count;
    this.process = process;
    this.said = process.inputReader();
  }

  /**
   * Makes hosts; skips the test where that is not possible.
   *
   * @param folder an empty one
   * @param count 1 to 250
   */
  public static SshHosts start(Path folder, int count) throws IOException, InterruptedException {
    assumeTrue(
        "root".equals(System.getProperty("user.name"))
            && Stream.of(
                    "/usr/sbin/sshd", "/usr/bin/ssh-keygen", "/usr/sbin/ip", "/usr/bin/unshare")
                .allMatch(program -> Files.isExecutable(Path.of(program))),
        "needs root, and the Debian packages openssh-server, openssh-client and iproute2");
    for (Path at = folder.toAbsolutePath();
        at.getNameCount() > 1;
        at = Objects.requireNonNull(at.getParent())) {
      Files.setPosixFilePermissions(at, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    execute("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve("key").toString());
    var shadow = folder.resolve("shadow");
    Files.writeString(shadow, "root:*:1::::::\nsshd:!:1::::::\npupil:" + HASH + ":1::::::\n");
    Files.setPosixFilePermissions(shadow, PosixFilePermissions.fromString("rw-------"));
    var script = folder.resolve("hosts.sh");
    try (InputStream in = SshHosts.class.getResourceAsStream("hosts.sh")) {
      Files.write(script, Objects.requireNonNull(in).readAllBytes());
    }
    int net = freeNet();
    var process =
        new ProcessBuilder(
                "sh",
                script.toString(),
                String.valueOf(count),
                folder.toString(),
                String.valueOf(net))
            .redirectError(folder.resolve("hosts.log").toFile())
            .start();
    var hosts = new SshHosts(folder, net, count, process);
    String first = hosts.said.readLine();
    if (!"ready".equals(first)) {
      hosts.close();
      assumeTrue(
          false,
          "cannot make hosts here: "
              + first
              + ": "
              + Files.readString(folder.resolve("hosts.log")));
    }
    for (int n = 1; n <= count; n++) {
      hosts.awaitPort(n);
    }
    return hosts;
  }

  private static int freeNet() throws IOException {
    for (int net = 1 + (int) (ProcessHandle.current().pid() % 250); net < 255; net++) {
      if (Files.notExists(Path.of("/sys/class/net/mr" + net))) {
        return net;
      }
    }
    throw new IOException("no network is free");
  }

  private static void execute(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(List.of(command) + ": " + said);
    }
  }

  private void awaitPort(int host) throws IOException, InterruptedException {
    for (int i = 0; i < 600; i++) {
      try (var socket = new Socket(java.net.InetAddress.ofLiteral(address(host)), 22)) {
        if (socket.getInputStream().read() == 'S') {
          return;
        }
      } catch (IOException notYet) {
        Thread.sleep(50);
      }
    }
    throw new IOException("no sshd answers: " + Files.readString(folder.resolve("log." + host)));
  }

  /** How many there are; they are numbered from 1. */
  public int count() {
    return count;
  }

  public String address(int host) {
    return "10.99." + net + "." + host;
  }

  /** The private key that root is let in with, on all of them. */
  public Path key() {
    return folder.resolve("key");
  }

  /** A host's root folder, to look at from here. */
  public Path root(int host) {
    return folder.resolve(String.valueOf(host));
  }

  /** Runs a command of sh as root on a host, in its namespaces; its exit code. */
  public int run(int host, String command) throws IOException, InterruptedException {
    var ssh =
        new ProcessBuilder(
                "ssh", "-q", "-i", key().toString(), "-o", "StrictHostKeyChecking=no", "-o",
                "UserKnownHostsFile=/dev/null", "root@" + address(host), command)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(folder.resolve("ssh.log").toFile())
            .start();
    return ssh.waitFor();
  }

  /** Ends all processes of a host, as a power cut does. */
  public void down(int host) throws IOException {
    order("down " + host);
  }

  /** Starts a host that is down: what its users' crontabs name for a reboot, and sshd. */
  public void up(int host) throws IOException, InterruptedException {
    order("up " + host);
    awaitPort(host);
  }

  /**
   * Limits what goes to a host.
   *
   * @param kilobits a second; 0 for no limit
   */
  public void rate(int host, int kilobits) throws IOException {
    order("rate " + host + " " + kilobits);
  }

  private synchronized void order(String order) throws IOException {
    var out = process.outputWriter();
    out.write(order + "\n");
    out.flush();
    if (!"done".equals(said.readLine())) {
      throw new IOException("hosts.sh ended");
    }
  }

  @Override
  public void close() {
    try {
      process.outputWriter().close();
    } catch (IOException ended) {
      // It cleans up either way.
    }
    process.onExit().join();
  }
}
