package dev.muster.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateAuthorityTest {
  private static final List<String> HOSTS = List.of("Server.Example.org", "10.1.2.3", "fd00::1");

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-08-01T00:00:00Z");

  private CertificateAuthority authority() {
    return CertificateAuthority.openOrMake(folder, () -> now);
  }

  @Test
  void authority_isMadeOnce() throws Exception {
    var certificate = authority().certificate();
    assertThat(authority().certificate()).isEqualTo(certificate);
    assertThat(certificate.getBasicConstraints()).isZero();
    assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
    certificate.verify(certificate.getPublicKey());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void authority_isPrivate() throws IOException {
    var made = folder.resolve("pki");
    CertificateAuthority.openOrMake(made);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.resolve("ca.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void server_isIssuedAndKept() throws Exception {
    var server = authority().issueServer("server", HOSTS);
    var certificate = server.certificate();
    certificate.verify(authority().certificate().getPublicKey());
    assertThat(server.chain()).containsExactly(certificate, authority().certificate());
    assertThat(AlternativeNames.of(certificate))
        .containsExactly("server.example.org", "10.1.2.3", "fd00:0:0:0:0:0:0:1");
    assertThat(
            Duration.between(
                certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant()))
        .isLessThanOrEqualTo(Duration.ofDays(825))
        .isGreaterThan(Duration.ofDays(823));
    assertThat(issue().sha256()).isEqualTo(server.sha256());
    assertThat(Identity.read(folder.resolve("server.pem"), folder.resolve("server.key")).sha256())
        .isEqualTo(server.sha256());
  }

  private Identity issue() {
    return authority().issueServer("server", HOSTS);
  }

  @Test
  void server_endingWithinAThirdOfItsLife_isIssuedAnew() {
    var first = issue();
    now = now.plus(Duration.ofDays(540));
    assertThat(issue().sha256()).isEqualTo(first.sha256());
    now = now.plus(Duration.ofDays(20));
    assertThat(issue().sha256()).isNotEqualTo(first.sha256());
  }

  @Test
  void server_withAFurtherName_isIssuedAnew() throws Exception {
    var first = issue();
    assertThat(authority().issueServer("server", HOSTS.subList(0, 1)).sha256())
        .isEqualTo(first.sha256());
    var more = authority().issueServer("server", List.of("server.example.org", "10.9.9.9"));
    assertThat(more.sha256()).isNotEqualTo(first.sha256());
    assertThat(AlternativeNames.of(more.certificate())).contains("10.9.9.9");
  }

  @Test
  void server_ofAnotherAuthority_isIssuedAnew() throws Exception {
    var other = folder.resolve("other");
    CertificateAuthority.openOrMake(other).issueServer("server", HOSTS);
    Files.copy(other.resolve("server.pem"), folder.resolve("server.pem"));
    Files.copy(other.resolve("server.key"), folder.resolve("server.key"));
    issue().certificate().verify(authority().certificate().getPublicKey());
  }

  @ParameterizedTest
  @ValueSource(strings = {"server.pem", "server.key"})
  void server_damaged_isIssuedAnew(String file) throws IOException {
    var first = issue();
    Files.writeString(folder.resolve(file), "garbage");
    var second = issue();
    assertThat(second.sha256()).isNotEqualTo(first.sha256());
    assertThat(issue().sha256()).isEqualTo(second.sha256());
  }

  /** As after a kill between the two renames. */
  @Test
  void server_withAKeyNewerThanItsCertificate_isIssuedAnew() throws IOException {
    var first = issue();
    authority().issueServer("newer", HOSTS);
    Files.copy(
        folder.resolve("newer.key"),
        folder.resolve("server.key"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(issue().sha256()).isNotEqualTo(first.sha256());
  }

  @Test
  void authority_halfMade_isMadeAnew() throws IOException {
    Files.writeString(folder.resolve("ca.key"), "half");
    assertThat(authority().certificate()).isEqualTo(authority().certificate());
  }

  @Test
  void authority_withoutItsKey_isNotReplaced() throws IOException {
    authority();
    Files.delete(folder.resolve("ca.key"));
    assertThatThrownBy(this::authority)
        .isInstanceOf(WebConfigException.class)
        .hasMessageStartingWith(folder.resolve("ca.key") + ": missing; put it back");
  }

  @Test
  void authority_thatIsNone_isRefused() throws IOException {
    Identity.readOrMakeSelfSigned(folder, "ca");
    assertThatThrownBy(this::authority)
        .hasMessage(folder.resolve("ca.pem") + ": not the certificate of an authority");
  }

  @Test
  void client_passesForNoServer() throws Exception {
    var client = authority().issueClient("scraper");
    assertThat(AlternativeNames.of(client.certificate()))
        .isEqualTo(Set.of("scraper.client.muster.invalid"));
    assertThat(authority().issueClient("scraper").sha256()).isEqualTo(client.sha256());
  }

  @Test
  void issued_endsNoLaterThanItsAuthority() {
    var end = authority().certificate().getNotAfter().toInstant();
    now = end.minus(Duration.ofDays(10));
    assertThat(issue().certificate().getNotAfter().toInstant()).isEqualTo(end);
  }

  @Test
  void issuing_atOnceByMany_givesAllTheSame() {
    var seen = ConcurrentHashMap.<String>newKeySet();
    IntStream.range(0, 16).parallel().forEach(i -> seen.add(issue().sha256()));
    assertThat(seen).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ca", "../x", "", "a/b", ".lock"})
  void name_unusable_isRefused(String name) {
    var authority = authority();
    assertThatThrownBy(() -> authority.issueServer(name, HOSTS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "1.2.3", "x\n", "fe80::1%eth0"})
  void host_unusable_isRefused(String host) {
    var authority = authority();
    assertThatThrownBy(() -> authority.issueServer("server", List.of(host)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void fileThatCannotBeOpenedNow_isNotIssuedAnew() throws Exception {
    var authority = CertificateAuthority.openOrMake(folder);
    authority.issueServer("server", List.of("a.example"));
    byte[] key = Files.readAllBytes(folder.resolve("server.key"));
    var certificate = folder.resolve("server.pem");
    Files.delete(certificate);
    // What can be opened as little as any file when too many are open.
    try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(certificate));
      assertThatThrownBy(() -> authority.issueServer("server", List.of("a.example")))
          .isInstanceOf(WebConfigException.class)
          .hasMessageContaining("cannot be read");
    }
    assertThat(folder.resolve("server.key")).hasBinaryContent(key);
  }
}
