package dev.muster.scraper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.fleet.Client;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.fleet.Via;
import dev.muster.scraper.ssh.LocalConnection;
import dev.muster.scraper.ssh.SshAccess;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshException;
import dev.muster.ssh.SshException.Kind;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An exporter on a client's own loopback, with the fleet's certificates inside the tunnel. */
@Timeout(60)
class ThroughSshTest {
  private static final ScrapeSettings SETTINGS =
      new ScrapeSettings(Duration.ofSeconds(30), Duration.ofSeconds(20), 1 << 20, 1_000);

  /** Of a network that nobody has: what is not tunnelled does not arrive. */
  private static final String ADDRESS = "192.0.2.77";

  @TempDir Path folder;
  private final AtomicInteger logIns = new AtomicInteger();
  private volatile LocalConnection connection = new LocalConnection(Path.of("/nowhere"));

  private SshConnection connect(Client client) {
    logIns.incrementAndGet();
    connection = new LocalConnection(folder);
    return connection;
  }

  private static Client client(int port) {
    return new Client(
        "pc",
        "",
        ADDRESS,
        new Client.SshLogin(22, "monitor", null, "key"),
        new Client.ExporterAccess(
            port, true, "/metrics", "", null, null, null, null, true, Via.SSH),
        List.of(),
        List.of(),
        false);
  }

  private static Connections connections(CertificateAuthority authority, SshAccess.LogIns logIns) {
    return new Connections(
        Tls.trusting(List.of(authority.certificate())),
        () -> authority.issueClient("scraper"),
        InstantSource.system(),
        new SshAccess(logIns, (system, machine) -> Optional.empty(), "id"));
  }

  private static String page(Source source) {
    try (var page = source.page(new Page.Buffers())) {
      return new String(page.bytes(), 0, page.length(), UTF_8);
    }
  }

  @Test
  void pageAndEvents_overOneLogIn_withTls() throws Exception {
    var authority = CertificateAuthority.openOrMake(folder.resolve("ca"));
    var identity = authority.issueServer("pc", List.of(ADDRESS));
    try (var server =
            TestServer.https(
                identity,
                List.of(authority.certificate()),
                exchange ->
                    TestServer.answer(
                        exchange,
                        200,
                        exchange.getRequestURI().getPath().equals("/events")
                            ? "{\"cursor\":\"7\"}\n"
                            : "up_there 1\n"));
        var connections = connections(authority, this::connect)) {
      var sources = connections.sources(client(server.port()), SETTINGS);
      assertThat(page(sources.get())).isEqualTo("up_there 1\n");
      assertThat(sources.get().events("", 5, new Page.Buffers()).cursor()).isEqualTo("7");
      assertThat(page(sources.get())).isEqualTo("up_there 1\n");
      assertThat(logIns).hasValue(1);
      assertThat(connection.opened).containsExactly("127.0.0.1:" + server.port());
    }
  }

  @Test
  void connectionLost_nextScrapeLogsInAgain() throws Exception {
    var authority = CertificateAuthority.openOrMake(folder.resolve("ca"));
    var identity = authority.issueServer("pc", List.of(ADDRESS));
    try (var server =
            TestServer.https(identity, exchange -> TestServer.answer(exchange, 200, "a 1\n"));
        var connections = connections(authority, this::connect)) {
      var source = connections.sources(client(server.port()), SETTINGS).get();
      assertThat(page(source)).isEqualTo("a 1\n");
      connection.close();
      assertThat(page(source)).isEqualTo("a 1\n");
      assertThat(logIns).hasValue(2);
    }
  }

  @Test
  void certificateOfAnotherClient_refusedInside() throws Exception {
    var authority = CertificateAuthority.openOrMake(folder.resolve("ca"));
    var identity = authority.issueServer("other", List.of("192.0.2.78"));
    try (var server =
            TestServer.https(identity, exchange -> TestServer.answer(exchange, 200, "a 1\n"));
        var connections = connections(authority, this::connect)) {
      var source = connections.sources(client(server.port()), SETTINGS).get();
      assertThatThrownBy(() -> page(source))
          .isInstanceOf(ScrapeException.class)
          .hasMessageContaining("names neither " + ADDRESS + " nor pc");
    }
  }

  @Test
  void nobodyListensThere_bothLoopbacksTried() {
    var authority = CertificateAuthority.openOrMake(folder.resolve("ca"));
    try (var connections = connections(authority, this::connect)) {
      var source = connections.sources(client(1), SETTINGS).get();
      assertThatThrownBy(() -> page(source)).hasMessage("SSH: reaching port 1 failed");
      assertThat(connection.opened).containsExactly("127.0.0.1:1", "::1:1");
    }
  }

  @Test
  void logIn_refused_reasonIsShown() {
    var authority = CertificateAuthority.openOrMake(folder.resolve("ca"));
    try (var connections =
        connections(
            authority,
            client -> {
              throw new SshException(Kind.LOG_IN, "wrong password for monitor");
            })) {
      var source = connections.sources(client(1), SETTINGS).get();
      assertThatThrownBy(() -> page(source))
          .isInstanceOf(ScrapeException.class)
          .hasMessage("SSH: wrong password for monitor");
    }
  }

  @Test
  void logIn_thatHangs_endsWithTheScrape() {
    var authority = CertificateAuthority.openOrMake(folder.resolve("ca"));
    var never = new CountDownLatch(1);
    var shortly = new ScrapeSettings(Duration.ofSeconds(1), Duration.ofMillis(300), 1 << 20, 9);
    try (var connections =
        connections(
            authority,
            client -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new SshException(Kind.LOST, "given up", e);
              }
              throw new AssertionError();
            })) {
      var source = connections.sources(client(1), shortly).get();
      assertThatThrownBy(() -> page(source)).isInstanceOf(ScrapeException.class);
    }
  }
}
