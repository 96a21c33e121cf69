package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.e2e.ssh.SshHosts;
import dev.muster.web.CertificateAuthority;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of which port 22 alone is open, each collected from in one of the two ways. */
class CollectOverSshTest {
  private static final int TUNNEL = 1;
  private static final int ONCE = 2;
  private static final Duration LONG = Duration.ofSeconds(90);

  /** What the exporter is made of, among all that the tests have. */
  private static final Pattern EXPORTERS =
      Pattern.compile(
          ".*/(exporter|lib/web|lib/push|lib/metrics)/target/classes|.*/(exporter|web|push|metrics)-[^/]*SNAPSHOT\\.jar"
              + "|.*/(prometheus-metrics|oshi|jna|slf4j-api|picocli|snakeyaml|bcrypt|bytes|jspecify|aircompressor)[^/]*\\.jar");

  @TempDir Path folder;

  @Test
  void clients_withPort22Alone() throws Exception {
    var lab = Files.createDirectory(folder.resolve("lab"));
    try (var hosts = SshHosts.start(lab, 2)) {
      var data = Files.createDirectory(folder.resolve("data"));
      var pack = pack();
      archive(pack, Files.createDirectory(data.resolve("distributions")));
      try (var exporter =
          exporter(hosts, pack, CertificateAuthority.openOrMake(data.resolve("ca")))) {
        var fleet = fleet(hosts);
        assertThatThrownBy(() -> connect(hosts.address(TUNNEL), 10_100))
            .isInstanceOf(ConnectException.class);
        assertThat(MusterProcess.run(folder, "check", fleet.toString()).exitCode()).isZero();
        try (var refused = MusterProcess.up(data, fleet)) {
          refused.await(LONG, "refusal", () -> refused.output().contains("(muster ssh-keys)"));
          assertThat(refused.query("sum(up{job='node'})").toString()).contains("\"0\"");
        }
        var keys =
            MusterProcess.run(
                folder,
                "ssh-keys",
                "--accept-new",
                "--data",
                data.toString(),
                "--config",
                fleet.toString());
        assertThat(keys.output()).contains("2 of 2 clients logged in");
        killed(data, fleet);
        assertThat(temporaries(hosts)).hasSize(1);
        collected(hosts, data, fleet);
        assertThat(temporaries(hosts)).isEmpty();
        assertThat(exporter.process().isAlive()).isTrue();
      }
    }
  }

  private static void killed(Path data, Path fleet) throws Exception {
    try (var muster = MusterProcess.up(data, fleet)) {
      muster.await(LONG, "both up", () -> isUp(muster));
      muster.kill();
    }
  }

  /** The folder that the killed one left is gone, and another there. */
  private static void collected(SshHosts hosts, Path data, Path fleet) throws Exception {
    var before = temporaries(hosts);
    try (var muster = MusterProcess.up(data, fleet)) {
      // The killed one's samples still count as up for a while.
      muster.await(
          LONG,
          "the exporter in another folder",
          () ->
              muster.output().contains("client is up\" client=once")
                  && !temporaries(hosts).equals(before));
      muster.await(LONG, "both up", () -> isUp(muster));
      assertThat(temporaries(hosts)).hasSize(1);
      var up = muster.query("node_memory_MemTotal_bytes").toString();
      assertThat(up)
          .contains("\"client\":\"tunnel\"", "\"instance\":\"" + hosts.address(TUNNEL) + ":10100\"")
          .contains("\"client\":\"once\"", "\"instance\":\"" + hosts.address(ONCE) + ":10100\"");
      var _ = muster.terminate();
    }
  }

  private static boolean isUp(MusterProcess muster) throws IOException, InterruptedException {
    return muster.query("count(up{job='node'} == 1)").toString().contains("\"2\"");
  }

  private static List<Path> temporaries(SshHosts hosts) throws IOException {
    try (var all = Files.list(hosts.root(ONCE).resolve("tmp"))) {
      return all.filter(path -> path.getFileName().toString().startsWith("muster-once")).toList();
    }
  }

  private static void connect(String address, int port) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 5_000);
    }
  }

  private Path fleet(SshHosts hosts) throws IOException {
    return Files.writeString(
        folder.resolve("fleet.xml"),
        """
        <fleet>
          <scrape interval="4s" timeout="4s"/>
          <defaults username="root" key-file="%s">
            <alert type="offline" for="3m"/>
          </defaults>
          <client name="tunnel" ip="%s" via="ssh"/>
          <client name="once" ip="%s" via="ssh-once"/>
        </fleet>
        """
            .formatted(hosts.key(), hosts.address(TUNNEL), hosts.address(ONCE)));
  }

  /** A folder with the exporter, run by this machine's Java, which the hosts have too. */
  private Path pack() throws IOException {
    var pack = folder.resolve("muster-exporter-0.0.1-linux-" + machine());
    var lib = Files.createDirectories(pack.resolve("lib"));
    int number = 0;
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      if (EXPORTERS.matcher(entry).matches()) {
        copy(Path.of(entry), lib.resolve(number++ + (entry.endsWith(".jar") ? ".jar" : "")));
      }
    }
    var bin = Files.createDirectory(pack.resolve("bin")).resolve("muster-exporter");
    Files.writeString(
        bin,
        """
        #!/bin/sh
        home=$(cd "${0%%/*}/.." && pwd)
        path=$(echo "$home"/lib/* | tr ' ' ':')
        exec %s/bin/java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto \\
          --enable-native-access=ALL-UNNAMED -cp "$path" dev.muster.exporter.Main "$@"
        """
            .formatted(System.getProperty("java.home")));
    bin.toFile().setExecutable(true, false);
    return pack;
  }

  private static String machine() {
    return System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.isRegularFile(from)) {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    try (var all = Files.walk(from)) {
      for (var one : all.toList()) {
        Files.copy(one, to.resolve(from.relativize(one).toString()));
      }
    }
  }

  private static void archive(Path pack, Path distributions) throws Exception {
    var name = pack.getFileName().toString();
    var made =
        new ProcessBuilder(
                "tar",
                "-czf",
                distributions.resolve(name + ".tar.gz").toString(),
                "-C",
                pack.resolve("..").normalize().toString(),
                name)
            .inheritIO()
            .start();
    assertThat(made.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(made.exitValue()).isZero();
  }

  private record Running(Process process) implements AutoCloseable {
    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }

  /** On the first host's loopback, with a certificate of the fleet's authority. */
  private Running exporter(SshHosts hosts, Path pack, CertificateAuthority authority)
      throws IOException {
    var there = hosts.root(TUNNEL).resolve("opt").resolve("exporter");
    copy(pack, there);
    var identity = authority.issueExporter("tunnel", List.of(hosts.address(TUNNEL)));
    Files.writeString(there.resolve("identity.pem"), CertificateAuthority.identityPem(identity));
    Files.writeString(there.resolve("authority.pem"), authority.authorityPem());
    Files.writeString(
        there.resolve("web-config.yml"),
        """
        tls_server_config:
          cert_file: identity.pem
          key_file: identity.pem
          client_auth_type: RequireAndVerifyClientCert
          client_ca_file: authority.pem
          client_allowed_sans: [scraper.client.muster.invalid]
        """,
        StandardCharsets.UTF_8);
    return new Running(
        new ProcessBuilder(
                "ssh",
                "-tt",
                "-i",
                hosts.key().toString(),
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "root@" + hosts.address(TUNNEL),
                "exec /opt/exporter/bin/muster-exporter --web.listen-address=127.0.0.1:10100"
                    + " --web.config.file=/opt/exporter/web-config.yml --path.state=/opt/state")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("exporter.log").toFile())
            .start());
  }
}
