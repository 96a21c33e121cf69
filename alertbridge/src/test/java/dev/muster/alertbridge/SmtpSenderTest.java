package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.DummySSLServerSocketFactory;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Secret;
import dev.muster.fleet.Smtp;
import dev.muster.fleet.Smtp.Security;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class SmtpSenderTest {
  private static final OutgoingMail MAIL =
      TestMail.render(
          "muster@example.org",
          "it@example.org",
          Instant.parse("2026-11-21T10:42:07Z"),
          ZoneOffset.UTC);
  private static final MailSender.Outcome ACCEPTED = new MailSender.Outcome.Accepted();

  @TempDir Path folder;

  private static Smtp smtp(int port, Security security) {
    return new Smtp("127.0.0.1", port, "muster@example.org", security, "", null, null);
  }

  private static Smtp login(int port, Security security, String password) {
    return new Smtp(
        "127.0.0.1", port, "muster@example.org", security, "muster", new Secret(password), null);
  }

  private static GreenMail greenMail(String protocol) {
    var setup = new ServerSetup(0, "127.0.0.1", protocol);
    setup.setServerStartupTimeout(10_000);
    return new GreenMail(setup);
  }

  @Test
  void storedBytes_arriveUnchangedWithTheirMessageId() throws Exception {
    var server = greenMail(ServerSetup.PROTOCOL_SMTP);
    server.start();
    try (var sender = new SmtpSender(smtp(server.getSmtp().getPort(), Security.PLAIN), null)) {
      assertThat(sender.send(MAIL)).isEqualTo(ACCEPTED);
      assertThat(sender.send(MAIL)).isEqualTo(ACCEPTED);
      var received = server.getReceivedMessages();
      assertThat(received).hasSize(2);
      for (var message : received) {
        var bytes = new ByteArrayOutputStream();
        message.writeTo(bytes);
        assertThat(bytes.toString(StandardCharsets.US_ASCII))
            .contains(MAIL.message().stripTrailing());
        assertThat(message.getHeader("Message-ID")).containsExactly(MAIL.messageId());
      }
    } finally {
      server.stop();
    }
  }

  @Test
  void login_overTls_isAccepted() throws Exception {
    var authority = certificateAuthority();
    useInGreenMail(authority);
    var server = greenMail(ServerSetup.PROTOCOL_SMTPS);
    server.setUser("it@example.org", "muster", "geheim");
    server.start();
    var smtp = login(server.getSmtps().getPort(), Security.TLS, "geheim");
    try (var sender = new SmtpSender(smtp, trusted(authority))) {
      assertThat(sender.send(MAIL)).isEqualTo(ACCEPTED);
      assertThat(server.getReceivedMessages()).hasSize(1);
    } finally {
      server.stop();
    }
  }

  @Test
  void login_withAWrongPassword_makesTheServerUnavailable() {
    var server = greenMail(ServerSetup.PROTOCOL_SMTP);
    server.setUser("it@example.org", "muster", "geheim");
    server.start();
    try (var sender =
        new SmtpSender(login(server.getSmtp().getPort(), Security.PLAIN, "falsch"), null)) {
      var outcome = (MailSender.Outcome.Unavailable) sender.send(MAIL);
      assertThat(outcome.reason())
          .startsWith("log-in refused at 127.0.0.1:")
          .contains("535")
          .doesNotContain("falsch");
      assertThat(server.getReceivedMessages()).isEmpty();
    } finally {
      server.stop();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Security.class,
      names = {"STARTTLS", "TLS"})
  void tls_withTheRightCertificate_sends(Security security) throws Exception {
    var authority = certificateAuthority();
    try (var server = tlsServer(authority, "127.0.0.1", security);
        var sender = new SmtpSender(login(server.port(), security, "geheim"), trusted(authority))) {
      assertThat(sender.send(MAIL)).isEqualTo(ACCEPTED);
      assertThat(server.messages).containsExactly(MAIL.message());
      assertThat(server.commands).anyMatch(command -> command.startsWith("AUTH"));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Security.class,
      names = {"STARTTLS", "TLS"})
  void tls_forAnotherHost_sendsNeitherPasswordNorMail(Security security) throws Exception {
    var authority = certificateAuthority();
    try (var server = tlsServer(authority, "mail.example.org", security);
        var sender = new SmtpSender(login(server.port(), security, "geheim"), trusted(authority))) {
      var outcome = (MailSender.Outcome.Unavailable) sender.send(MAIL);
      assertThat(outcome.reason()).startsWith("no connection at 127.0.0.1:").contains("127.0.0.1");
      assertThat(server.messages).isEmpty();
      assertThat(server.commands).noneMatch(command -> command.startsWith("AUTH"));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Security.class,
      names = {"STARTTLS", "TLS"})
  void tls_byAnUnknownAuthority_isRefused(Security security) throws Exception {
    try (var server = tlsServer(certificateAuthority(), "127.0.0.1", security);
        var sender = new SmtpSender(login(server.port(), security, "geheim"), null)) {
      assertThat(sender.send(MAIL)).isInstanceOf(MailSender.Outcome.Unavailable.class);
      assertThat(server.messages).isEmpty();
    }
  }

  @Test
  void starttls_thatTheServerDoesNotOffer_isRefused() throws Exception {
    try (var server = new ScriptedSmtp(null, false);
        var sender = new SmtpSender(login(server.port(), Security.STARTTLS, "geheim"), null)) {
      assertThat(sender.send(MAIL)).isInstanceOf(MailSender.Outcome.Unavailable.class);
      assertThat(server.commands).noneMatch(command -> command.startsWith("AUTH"));
      assertThat(server.messages).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RCPT, 550 5.1.1 no such user,       Refused",
    "RCPT, 552 mailbox full,             Refused",
    "RCPT, 451 4.7.1 greylisted,         Later",
    "RCPT, 421 closing,                  Unavailable",
    "DATA, 554 no,                       Refused",
    "DATA, 451 not now,                  Later",
    "., 554 5.7.1 spam,                  Refused",
    "., 452 disk full,                   Later",
    "., hang up,                         Later",
    "DATA, hang up,                      Unavailable",
    "RCPT, 530 5.7.0 log in first,       Unavailable",
    "MAIL, 550 sender unknown,           Unavailable",
    "MAIL, 451 not now,                  Unavailable",
    "MAIL, hang up,                      Unavailable",
    "greeting, 554 go away,              Unavailable",
    "EHLO, hang up,                      Unavailable",
  })
  void reply_isJudged(String command, String reply, String outcome) throws Exception {
    try (var server = new ScriptedSmtp(null, false).answering(command, reply);
        var sender = new SmtpSender(smtp(server.port(), Security.PLAIN), null)) {
      var failed = sender.send(MAIL);
      assertThat(failed.getClass().getSimpleName()).as(failed.toString()).isEqualTo(outcome);
      if (!reply.equals(ScriptedSmtp.HANG_UP)) {
        assertThat(failed.toString()).contains(reply.substring(0, 3));
      }
      server.answeringNormally();
      server.messages.clear();
      assertThat(sender.send(MAIL)).isEqualTo(ACCEPTED);
      assertThat(server.messages).containsExactly(MAIL.message());
    }
  }

  @Test
  void acknowledgement_longerAwaitedThanOtherReplies_isNotTakenForAFailure() throws Exception {
    try (var server = new ScriptedSmtp(null, false);
        var sender =
            new SmtpSender(smtp(server.port(), Security.PLAIN), null, Duration.ofMillis(300))) {
      server.silence = Duration.ofSeconds(1);
      assertThat(sender.send(MAIL)).isEqualTo(ACCEPTED);
      assertThat(server.messages).containsExactly(MAIL.message());
    }
  }

  @Test
  void acknowledgement_longAwaitedOverTls_isTaken() throws Exception {
    var authority = certificateAuthority();
    try (var server = tlsServer(authority, "127.0.0.1", Security.STARTTLS);
        var sender =
            new SmtpSender(
                smtp(server.port(), Security.STARTTLS),
                trusted(authority),
                Duration.ofSeconds(2))) {
      server.silence = Duration.ofMillis(4500);
      assertThat(sender.send(MAIL)).isEqualTo(ACCEPTED);
      assertThat(server.messages).containsExactly(MAIL.message());
    }
  }

  @Test
  void severalMails_shareAConnectionUntilThePause() throws Exception {
    try (var server = new ScriptedSmtp(null, false);
        var sender = new SmtpSender(smtp(server.port(), Security.PLAIN), null)) {
      sender.send(MAIL);
      sender.send(MAIL);
      assertThat(server.connections).hasSize(1);
      sender.pause();
      sender.send(MAIL);
      assertThat(server.commands)
          .contains("MAIL FROM:<muster@example.org>", "RCPT TO:<it@example.org>");
      assertThat(server.connections).hasSize(2);
      assertThat(server.messages).hasSize(3);
    }
  }

  @Test
  void noServer_isUnavailable() throws IOException {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    try (var sender = new SmtpSender(smtp(port, Security.PLAIN), null)) {
      var outcome = (MailSender.Outcome.Unavailable) sender.send(MAIL);
      assertThat(outcome.reason())
          .isEqualTo("no connection at 127.0.0.1:" + port + ": Connection refused");
    }
  }

  @Test
  void recipient_thatIsNoAddress_isRefused() {
    var mail = new OutgoingMail("<a@b>", "no\r\naddress", "s", "t", MAIL.message());
    try (var sender = new SmtpSender(smtp(1, Security.PLAIN), null)) {
      assertThat(sender.send(mail)).isInstanceOf(MailSender.Outcome.Refused.class);
    }
  }

  @Test
  void authoritiesFile_thatIsNone_isNamed() {
    assertThatThrownBy(() -> new SmtpSender(smtp(1, Security.TLS), folder.resolve("none.pem")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none.pem");
  }

  /** GreenMail takes its one certificate from a key store that system properties name. */
  private void useInGreenMail(HeldCertificate authority) throws Exception {
    var certificate =
        new HeldCertificate.Builder()
            .addSubjectAlternativeName("127.0.0.1")
            .signedBy(authority)
            .build();
    var password = "geheim".toCharArray();
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "mail",
        certificate.keyPair().getPrivate(),
        password,
        new Certificate[] {certificate.certificate()});
    var file = folder.resolve("greenmail.p12");
    try (var out = Files.newOutputStream(file)) {
      store.store(out, password);
    }
    System.setProperty(
        DummySSLServerSocketFactory.GREENMAIL_KEYSTORE_FILE_PROPERTY, file.toString());
    System.setProperty(DummySSLServerSocketFactory.GREENMAIL_KEYSTORE_PASSWORD_PROPERTY, "geheim");
  }

  private static HeldCertificate certificateAuthority() {
    return new HeldCertificate.Builder().certificateAuthority(0).commonName("test CA").build();
  }

  private Path trusted(HeldCertificate authority) throws IOException {
    return Files.writeString(folder.resolve("ca.pem"), authority.certificatePem());
  }

  private static ScriptedSmtp tlsServer(HeldCertificate authority, String host, Security security)
      throws IOException {
    var certificate =
        new HeldCertificate.Builder()
            .commonName("mail")
            .addSubjectAlternativeName(host)
            .signedBy(authority)
            .build();
    var context =
        new HandshakeCertificates.Builder().heldCertificate(certificate).build().sslContext();
    return new ScriptedSmtp(context, security == Security.TLS);
  }
}
