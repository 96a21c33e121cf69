package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.exporter.ExporterSettings.Serving;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Identity;
import dev.muster.web.ListenAddress;
import dev.muster.web.Tls;
import dev.muster.web.WebConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Debian's node_exporter, whose web side is exporter-toolkit, and ours, with one web config. */
final class ToolkitPeer {
  private static final Path BINARY = Path.of("/usr/bin/prometheus-node-exporter");

  /** What a test does with one of the two. */
  interface Asking {
    List<String> of(int port) throws Exception;
  }

  private final Path folder;
  private final CertificateAuthority authority;
  private final Path config;

  /** Two that can show the certificate {@code server.pem}; the test is skipped without the peer. */
  ToolkitPeer(Path folder) {
    assumeTrue(
        Files.isExecutable(BINARY),
        "skipped: there is no " + BINARY + "; apt-get install prometheus-node-exporter");
    this.folder = folder;
    authority = CertificateAuthority.openOrMake(folder);
    authority.issueServer("server", List.of("127.0.0.1"));
    config = folder.resolve("web.yml");
  }

  CertificateAuthority authority() {
    return authority;
  }

  void assertSame(String yaml, Asking asking) throws Exception {
    List<String> theirs = theirs(yaml, asking);
    assertThat(ours(yaml, asking)).isEqualTo(theirs);
  }

  List<String> ours(String yaml, Asking asking) throws Exception {
    Files.writeString(config, yaml);
    var web = WebConfig.read(config);
    var serving =
        new Serving(
            List.of(new ListenAddress("127.0.0.1", 0)), web, null, false, "/metrics", 40, true);
    try (ExporterApp ours =
        ExporterApp.start(
            Exporter.settings(folder).withServing(serving),
            List.of(Exporter.plain("loadavg")),
            CollectorRuns.DEFAULT)) {
      return asking.of(ours.port());
    }
  }

  List<String> theirs(String yaml, Asking asking) throws Exception {
    int port = freePort();
    Process process = start(yaml, port);
    try {
      awaitListening(port, process);
      return asking.of(port);
    } finally {
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** How node_exporter ends that cannot use this config. */
  int theirExitCode(String yaml) throws Exception {
    return start(yaml, freePort()).waitFor();
  }

  /** How ours does. */
  int ourExitCode(String yaml) throws IOException {
    Files.writeString(config, yaml);
    return Main.commandLine()
        .execute(
            "--web.listen-address=127.0.0.1:0",
            "--web.config.file=" + config,
            "--path.state=" + folder.resolve("state"));
  }

  private Process start(String yaml, int port) throws IOException {
    Files.writeString(config, yaml);
    return new ProcessBuilder(
            BINARY.toString(),
            "--web.listen-address=127.0.0.1:" + port,
            "--web.config.file=" + config,
            "--collector.disable-defaults",
            "--collector.loadavg")
        .redirectErrorStream(true)
        .redirectOutput(log().toFile())
        .start();
  }

  private Path log() {
    return folder.resolve("node-exporter.log");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitListening(int port, Process process) throws Exception {
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException notYet) {
        assertThat(process.isAlive()).as(Files.readString(log())).isTrue();
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  HttpClient client(@Nullable Identity own) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(Tls.context(own, Tls.trusting(List.of(authority.certificate()))))
        .build();
  }

  static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path));
  }

  static String basic(String userAndPassword) {
    return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(UTF_8));
  }
}
