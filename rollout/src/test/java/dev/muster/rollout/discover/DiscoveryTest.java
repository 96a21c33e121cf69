package dev.muster.rollout.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetFile;
import dev.muster.fleet.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DiscoveryTest {
  /** Java's own server says nothing to those who speak TLS to it, so each test waits this long. */
  private static final Duration LONG = Duration.ofSeconds(5);

  private static final Host HERE = Host.at("127.0.0.1");

  private static Discovery.Settings asking(Integer... ports) {
    return new Discovery.Settings(List.of(ports), LONG, 4, true, false, "");
  }

  private static Discovery.Result run(
      Discovery.Settings settings, @Nullable Fleet existing, Host... hosts) throws Exception {
    return new Discovery(settings, asked -> {}).run(List.of(hosts), existing);
  }

  private static Fleet fleet(Discovery.Result result) {
    return FleetFile.read(Path.of("fleet.xml"), result.fleetFile(), Map.of());
  }

  private static HttpServer serving(int status, String page) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = page.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static int port(HttpServer server) {
    return server.getAddress().getPort();
  }

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void nodeExporter_real_isProposed() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/prometheus-node-exporter")),
        "needs the Debian package prometheus-node-exporter");
    int port = closedPort();
    var process =
        new ProcessBuilder("prometheus-node-exporter", "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      awaitPort(port);
      var found = run(asking(closedPort(), port), null, HERE);
      var client = fleet(found).clients().getFirst();
      assertThat(client.exporter())
          .isEqualTo(new Client.ExporterAccess(port, false, "/metrics", "", null, null));
      assertThat(found.fleetFile()).contains("<!-- node_exporter at port " + port + " -->");
      assertThat(found.summary()).isEqualTo("1 hosts asked, 1 listed, 1 with node_exporter");
    } finally {
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void awaitPort(int port) throws Exception {
    for (int i = 0; i < 400; i++) {
      try (var socket = new java.net.Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return;
      } catch (IOException notYet) {
        Thread.sleep(50);
      }
    }
    throw new AssertionError("nobody listens at " + port);
  }

  @Test
  void windowsExporter_saysWhatIsNotJudged() throws Exception {
    var server = serving(200, "# TYPE x gauge\nwindows_exporter_build_info{version=\"0.30\"} 1\n");
    try {
      assertThat(run(asking(port(server)), null, HERE).fleetFile())
          .contains("windows_exporter at port", "no limit but offline is judged")
          .contains("exporter-scheme=\"http\"");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void lockedExporter_saysThatItWantsALogIn() throws Exception {
    var server = serving(401, "who?");
    try {
      var found = run(asking(port(server)), null, HERE);
      assertThat(found.fleetFile()).contains("give exporter-username and exporter-password-file");
      assertThat(fleet(found).clients().getFirst().exporter().port()).isEqualTo(port(server));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void webPage_isNoExporter() throws Exception {
    var server = serving(200, "<html>router: log in</html>");
    try {
      var found = run(asking(port(server)), null, HERE);
      assertThat(found.fleetFile()).contains("<!-- nothing answers -->");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void sshServer_isTold() throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> {
            try (var socket = server.accept()) {
              socket
                  .getOutputStream()
                  .write("SSH-2.0-OpenSSH_9.2 -- x\r\n".getBytes(StandardCharsets.US_ASCII));
              socket.getOutputStream().flush();
              var _ = socket.getInputStream().read();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      var host =
          new Host(
              "pc",
              "127.0.0.1",
              "lab",
              new Host.Login(server.getLocalPort(), "monitor", new Secret("hunter2"), ""),
              List.of());
      var found = run(asking(22, closedPort()), null, host);
      assertThat(found.fleetFile())
          .contains("no exporter answers, SSH does (OpenSSH_9.2 - - x): muster rollout")
          .contains("name that in password-file")
          .doesNotContain("hunter2");
      var client = fleet(found).clients().getFirst();
      assertThat(client.group()).isEqualTo("lab");
      assertThat(client.ssh().port()).isEqualTo(server.getLocalPort());
    }
  }

  @Test
  void silentHosts_ofARangeAreLeftOut() throws Exception {
    var settings = new Discovery.Settings(List.of(closedPort()), LONG, 4, false, false, "");
    var found = run(settings, null, HERE);
    assertThat(found.listed()).isZero();
    assertThat(fleet(found).clients()).isEmpty();
  }

  @Test
  void passwords_onlyWhereWanted() throws Exception {
    var login = new Host.Login(0, "monitor", new Secret("p\"<&w"), "/keys/lab");
    var host = new Host("pc", "10.1.2.3", "", login, List.of());
    var with = new Discovery.Settings(List.of(), LONG, 1, true, true, "lab");
    var client = fleet(run(with, null, host)).clients().getFirst();
    assertThat(client.ssh())
        .isEqualTo(new Client.SshLogin(22, "monitor", new Secret("p\"<&w"), "/keys/lab"));
    assertThat(client.group()).isEqualTo("lab");
    assertThat(client.limits()).isNotEmpty();
    assertThat(run(asking(), null, host).fleetFile()).doesNotContain("&lt;&amp;w");
  }

  @Test
  void existingFleet_newClientsAlone() throws Exception {
    var existing =
        FleetFile.read(
            Path.of("fleet.xml"),
            "<fleet><client name=\"pc\" ip=\"2001:db8::1\"/></fleet>",
            Map.of());
    var found =
        run(
            asking(),
            existing,
            Host.at("2001:0db8:0::1"),
            new Host("pc", "10.1.2.3", "", Host.Login.UNKNOWN, List.of()));
    assertThat(fleet(found).clients()).extracting(Client::name).containsExactly("pc 10.1.2.3");
    assertThat(found.fleetFile()).doesNotContain("<defaults");
    assertThat(found.summary()).isEqualTo("1 hosts, 1 listed, 1 known already or named twice");
  }

  @Test
  void hosts_thatNoFleetFileCanHave_areNamed() throws Exception {
    var found =
        run(
            asking(),
            null,
            new Host("my --server", "not an address", "", Host.Login.UNKNOWN, List.of()),
            HERE);
    assertThat(fleet(found).clients()).extracting(Client::name).containsExactly("127.0.0.1");
    assertThat(found.fleetFile()).contains("Left out", "my - -server: ip \"not an address\"");
  }
}
