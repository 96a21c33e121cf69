package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.fleet.Limit.Direction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetReaderTest {
  @TempDir Path folder;

  @Test
  void settings_notGiven_areTheDefaults() {
    var fleet = Fixtures.fleet(folder, "<client ip='10.1.2.1'/>");
    assertThat(fleet)
        .isEqualTo(
            new Fleet(
                null,
                new ScrapeSettings(
                    Duration.ofSeconds(15), Duration.ofSeconds(10), 10 * 1024 * 1024, 50_000),
                new ArchiveSettings(Duration.ofDays(400)),
                List.of(
                    new Client(
                        "10.1.2.1",
                        "",
                        "10.1.2.1",
                        new Client.SshLogin(22, "", null, null),
                        new Client.ExporterAccess(10_100, true, "/metrics", "", null, null),
                        List.of(),
                        List.of(),
                        false)),
                List.of()));
  }

  @Test
  void page_rulesAndLimits_areTheNearest() {
    var fleet = read("metrics.good.xml");
    assertThat(fleet.scrape().limits())
        .isEqualTo(new PageLimits(10L << 20, 50_000, 1_000, 20, 100, 500));
    assertThat(fleet.scrape().extraMetrics()).isTrue();
    assertThat(fleet.clients())
        .extracting(Client::page)
        .containsExactly(
            new PageRules(
                new PageLimits(1 << 20, 2_000, 50, 0, 0, 0),
                true,
                false,
                "windows_(cpu|memory)_.*",
                "windows_cpu_clock.*"),
            new PageRules(new PageLimits(1 << 20, 2_000, 0, 0, 0, 0), false, false, "", "go_.*"),
            new PageRules(new PageLimits(0, 2_000, 0, 0, 0, 0), false, true, "", "go_.*"));
  }

  @Test
  void exporter_tokenAndTrust_areTaken() {
    var windows = read("metrics.good.xml").clients().getFirst().exporter();
    assertThat(windows.token()).isEqualTo(new Secret("hunter2secret"));
    assertThat(windows.caFile()).endsWith("ca.pem");
    assertThat(windows.verified()).isTrue();
    var printer = read("metrics.good.xml").clients().get(1).exporter();
    assertThat(printer.verified()).isFalse();
    assertThat(printer.token()).isNull();
  }

  @Test
  void archive_rollups_areKeptAsSaidOrAsLongAsSamples() {
    assertThat(read("rollups.good.xml").archive())
        .isEqualTo(
            new ArchiveSettings(Duration.ofDays(30), Duration.ofDays(90), Duration.ofDays(3650)));
    assertThat(new ArchiveSettings(Duration.ofDays(30)))
        .isEqualTo(
            new ArchiveSettings(Duration.ofDays(30), Duration.ofDays(7), Duration.ofDays(1825)));
    assertThat(new ArchiveSettings(Duration.ofDays(5000)))
        .isEqualTo(
            new ArchiveSettings(Duration.ofDays(5000), Duration.ofDays(7), Duration.ofDays(5000)));
  }

  @Test
  void settings_allGiven_areTaken() {
    var fleet = read("all-explicit.good.xml");
    assertThat(fleet.smtp())
        .isEqualTo(
            new Smtp(
                "2001:db8::25",
                2465,
                "muster@example.org",
                Smtp.Security.TLS,
                "muster",
                new Secret("hunter2secret"),
                null));
    assertThat(fleet.scrape())
        .isEqualTo(
            new ScrapeSettings(Duration.ofSeconds(90), Duration.ofSeconds(20), 512 * 1024, 1_000));
    assertThat(fleet.archive()).isEqualTo(new ArchiveSettings(Duration.ofDays(730)));
    var client = fleet.clients().getFirst();
    assertThat(client.ssh())
        .isEqualTo(
            new Client.SshLogin(
                22, "root", new Secret("p&w <1>"), folder.resolve("id_rsa").toString()));
    assertThat(client.exporter())
        .isEqualTo(
            new Client.ExporterAccess(
                10_100,
                true,
                "/metrics",
                "scraper",
                new Secret(" with spaces "),
                "abcdef0123456789".repeat(4)));
  }

  @Test
  void limits_ofClientGroupAndDefaults_theNearestOfATypeWins() {
    var fleet = read("all-explicit.good.xml");
    assertThat(fleet.clients().getFirst().limits())
        .containsExactly(
            new Limit(LimitType.CPU, 95.5, Direction.ABOVE, Duration.ofMinutes(10), 80),
            new Limit(LimitType.MEMORY, 50, Direction.ABOVE, Duration.ofMinutes(5), 45),
            new Limit(LimitType.SWAP, 25, Direction.ABOVE, Duration.ZERO, 25),
            new Limit(LimitType.DISK, 99.95, Direction.ABOVE, Duration.ZERO, 99.95),
            new Limit(LimitType.LOAD, 3, Direction.ABOVE, Duration.ofSeconds(90), 2.25),
            new Limit(LimitType.UPTIME, 600, Direction.BELOW, Duration.ZERO, 5400),
            new Limit(LimitType.OFFLINE, 0, Direction.ABOVE, Duration.ZERO, 0));
  }

  @Test
  void mailAndLogin_ofClientGroupAndDefaults_theNearestWins() {
    var clients = read("all-explicit.good.xml").clients();
    assertThat(clients)
        .extracting(Client::mail)
        .containsExactly(
            List.of("pc1@example.org"),
            List.of(),
            List.of(),
            List.of("a@example.org", "b@example.org"));
    assertThat(clients).extracting(Client::mailEvents).containsExactly(true, false, false, true);
    assertThat(clients.get(1).ssh())
        .isEqualTo(
            new Client.SshLogin(
                2022,
                "monitor",
                new Secret("hunter2secret"),
                folder.resolve("id_ed25519").toString()));
    assertThat(clients.get(1).instance()).isEqualTo("10.1.2.2:9100");
    assertThat(clients.get(2).instance()).isEqualTo("[fe80::1]:1");
  }

  @Test
  void smtpSecurity_notGiven_followsPortAndHost() {
    assertThat(smtp("host='mx'")).isEqualTo("STARTTLS 587");
    assertThat(smtp("host='mx' port='25'")).isEqualTo("STARTTLS 25");
    assertThat(smtp("host='mx' port='465'")).isEqualTo("TLS 465");
    assertThat(smtp("host='mx' security='tls'")).isEqualTo("TLS 465");
    assertThat(smtp("host='mx' security='plain'")).isEqualTo("PLAIN 25");
    assertThat(smtp("host='127.0.0.1' port='3025'")).isEqualTo("PLAIN 3025");
    assertThat(smtp("host='::1'")).isEqualTo("PLAIN 25");
    assertThat(smtp("host='localhost' username='u' password='p'")).isEqualTo("STARTTLS 587");
  }

  @Test
  void passwordInAFileOthersCanRead_isAWarning() throws Exception {
    var file =
        Fixtures.write(folder, "<fleet>\n  <client ip='::1' username='u' password='p'/></fleet>");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(FleetFile.read(file, Fixtures.ENVIRONMENT).warnings())
        .containsExactly(
            new Finding(
                file.toString(),
                2,
                33,
                "a password in a file that every user of this machine can read",
                "run chmod 600 on it, or use password-file"));
  }

  @Test
  void fileWithoutPassword_othersMayRead() throws Exception {
    var file = Fixtures.write(folder, "<client ip='::1'/>");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(FleetFile.read(file, Fixtures.ENVIRONMENT).warnings()).isEmpty();
  }

  @Test
  void passwordFileOthersCanRead_isAWarning() throws Exception {
    var file = Fixtures.write(folder, "<client ip='::1' username='u' password-file='smtp.pass'/>");
    var secret = folder.resolve("smtp.pass");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(FleetFile.read(file, Fixtures.ENVIRONMENT).warnings())
        .singleElement()
        .extracting(Finding::what)
        .isEqualTo("password-file \"" + secret + "\" can be read by every user of this machine");
  }

  private static final String AUTHORITY =
      """
      -----BEGIN CERTIFICATE-----
      MIIBfzCCASWgAwIBAgIURvqdUbxAoz7nZmQPDBaB3ws6TJQwCgYIKoZIzj0EAwIw
      FDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTI2MTEyMTEyMTIxNFoYDzIxMjYxMDI4
      MTIxMjE0WjAUMRIwEAYDVQQDDAlhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjO
      PQMBBwNCAARyrWRm/7E75kgRy8sFGf/jCrNYM5QLv7hS5erfNk+rEVtxKfvN9njC
      gU0rI7NUc7vGtc+9XC5scuNFIjOddhRqo1MwUTAdBgNVHQ4EFgQUSPsrELPXrVum
      WvXQX6jEfkK4k3AwHwYDVR0jBBgwFoAUSPsrELPXrVumWvXQX6jEfkK4k3AwDwYD
      VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiAiFMePzTI9kh4fYPHG/TtP
      //o9qyLZOUA5CsQHkvq75wIhANv9flyRGlMJRvy6PY2qglnotFuamXQe6edXE0F3
      nAE2
      -----END CERTIFICATE-----
      """;

  @Test
  void mailServersAuthority_isAFileBesideTheFleetFile() throws Exception {
    var file =
        Fixtures.write(
            folder,
            "<fleet><smtp host='m' from='a@b.org' ca-file='mail.pem'/><client ip='::1'/></fleet>");
    var authority = Files.writeString(folder.resolve("mail.pem"), AUTHORITY);
    var smtp = Objects.requireNonNull(FleetFile.read(file, Fixtures.ENVIRONMENT).smtp());
    assertThat(smtp.caFile()).isEqualTo(authority);
  }

  @Test
  void mailServersAuthority_missingOrNone_isAMistake() throws Exception {
    var file =
        Fixtures.write(
            folder,
            "<fleet><smtp host='m' from='a@b.org' ca-file='mail.pem'/><client ip='::1'/></fleet>");
    var authority = folder.resolve("mail.pem");
    assertThatThrownBy(() -> FleetFile.read(file, Fixtures.ENVIRONMENT))
        .hasMessageContaining("ca-file \"" + authority + "\" cannot be read");
    Files.writeString(authority, "");
    assertThatThrownBy(() -> FleetFile.read(file, Fixtures.ENVIRONMENT))
        .hasMessageContaining("holds no certificate");
    Files.writeString(authority, "-----BEGIN CERTIFICATE-----\nnonsense\n");
    assertThatThrownBy(() -> FleetFile.read(file, Fixtures.ENVIRONMENT))
        .hasMessageContaining("is no file of certificates");
  }

  @Test
  void fleet_neverShowsItsSecrets() {
    assertThat(read("all-explicit.good.xml").toString())
        .doesNotContain("hunter2", "p&w", "with spaces");
  }

  private Fleet read(String name) {
    var file = Fixtures.copy(Fixtures.FOLDER.resolve(name), folder);
    return FleetFile.read(file, Fixtures.ENVIRONMENT);
  }

  private String smtp(String attributes) {
    var xml = "<fleet><smtp from='a@example.org' " + attributes + "/></fleet>";
    var smtp = Objects.requireNonNull(Fixtures.fleet(folder, xml).smtp());
    return smtp.security() + " " + smtp.port();
  }
}
