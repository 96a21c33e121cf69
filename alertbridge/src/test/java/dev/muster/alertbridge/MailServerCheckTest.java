package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fleet.Smtp;
import dev.muster.fleet.Smtp.Security;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The steps to a mail server, each where it fails. */
final class MailServerCheckTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @TempDir Path folder;

  private static List<MailServerCheck.Step> check(
      String host, int port, Security security, @Nullable Path authorities) {
    var smtp = new Smtp(host, port, "muster@example.org", security, "", null, authorities);
    return MailServerCheck.of(smtp, TIMEOUT, Instant::now);
  }

  private static HeldCertificate authority() {
    return new HeldCertificate.Builder().certificateAuthority(0).commonName("test CA").build();
  }

  private static ScriptedSmtp server(HeldCertificate authority, Security security, int days)
      throws IOException {
    var certificate =
        new HeldCertificate.Builder()
            .addSubjectAlternativeName("127.0.0.1")
            .duration(days, TimeUnit.DAYS)
            .signedBy(authority)
            .build();
    return new ScriptedSmtp(
        new HandshakeCertificates.Builder().heldCertificate(certificate).build().sslContext(),
        security == Security.TLS);
  }

  @ParameterizedTest
  @EnumSource(
      value = Security.class,
      names = {"STARTTLS", "TLS"})
  void everyStep_isShownWithTheCertificatesTime(Security security) throws IOException {
    var authority = authority();
    var file = Files.writeString(folder.resolve("ca.pem"), authority.certificatePem());
    try (var server = server(authority, security, 9)) {
      var steps = check("127.0.0.1", server.port(), security, file);
      assertThat(steps)
          .extracting(MailServerCheck.Step::name)
          .containsExactly("resolve", "connect", "TLS");
      assertThat(steps).allMatch(MailServerCheck.Step::passed);
      assertThat(steps.getLast().words())
          .startsWith("the certificate of 127.0.0.1 is good for another ")
          .endsWith(", renew it soon");
    }
  }

  @Test
  void unknownAuthority_isTheStepThatFails() throws IOException {
    try (var server = server(authority(), Security.STARTTLS, 9)) {
      var last = check("127.0.0.1", server.port(), Security.STARTTLS, null).getLast();
      assertThat(last.passed()).isFalse();
      assertThat(last.words()).contains("its certificate is from an authority unknown here");
    }
  }

  @Test
  void serverWithoutStarttls_isSaidToBe() throws IOException {
    try (var server = new ScriptedSmtp(null, false).answering("STARTTLS", "502 not implemented")) {
      var last = check("127.0.0.1", server.port(), Security.STARTTLS, null).getLast();
      assertThat(last.name()).isEqualTo("TLS");
      assertThat(last.words()).isEqualTo("it offers no STARTTLS here, it said 502 not implemented");
    }
  }

  @Test
  void nobodyThere_failsAtTheConnection() throws IOException {
    int port;
    try (var gone = new ServerSocket(0)) {
      port = gone.getLocalPort();
    }
    var last = check("127.0.0.1", port, Security.PLAIN, null).getLast();
    assertThat(last)
        .isEqualTo(
            new MailServerCheck.Step(
                "connect", false, "port " + port + " does not answer: Connection refused"));
  }

  @Test
  void unknownHost_failsFirst() {
    var steps = check("no-such-host.invalid", 25, Security.PLAIN, null);
    assertThat(steps)
        .containsExactly(
            new MailServerCheck.Step(
                "resolve",
                false,
                "there is no host no-such-host.invalid; is its name right in <smtp>?"));
  }
}
