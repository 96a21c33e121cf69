package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Receiver;
import dev.muster.fleet.Secret;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers of receivers, and what is made of them. */
final class ReceiverSenderTest {
  private static final OutgoingMail BODY =
      new OutgoingMail("<1@receiver>", "to", "title", "text", "{\"a\":1}", "to");
  private static final InstantSource CLOCK = () -> Instant.parse("2026-11-21T10:00:00Z");
  private static final MailSender.Outcome ACCEPTED = new MailSender.Outcome.Accepted();

  @TempDir Path folder;

  private static MailSender.Outcome send(Receiver receiver) {
    try (var sender = new ReceiverSender(receiver, CLOCK)) {
      return sender.send(BODY);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, Accepted",
    "202, Accepted",
    "204, Accepted",
    "500, Later",
    "501, Later",
    "429, Unavailable",
    "408, Unavailable",
    "502, Unavailable",
    "503, Unavailable",
    "504, Unavailable",
    "301, Refused",
    "400, Refused",
    "401, Refused",
    "404, Refused",
  })
  void answer_isJudged(int status, String outcome) throws IOException {
    try (var server = new HookServer()) {
      server.status = status;
      var sent = send(Notices.receiver("to", Receiver.Kind.WEBHOOK, server.url("/hook")));
      assertThat(sent.getClass().getSimpleName()).isEqualTo(outcome);
      assertThat(server.bodies()).containsExactly("{\"a\":1}");
      assertThat(server.requests.getFirst().header("Content-type")).isEqualTo("application/json");
      if (status >= 300) {
        assertThat(sent.toString()).contains("answered " + status);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "7, PT7S",
    "'Sat, 21 Nov 2026 10:02:00 GMT', PT2M",
    "'Sat, 21 Nov 2026 09:00:00 GMT', PT0S",
    "soon, PT0S",
    "-3, PT0S",
  })
  void retryAfter_isHeeded(String header, Duration wait) throws IOException {
    try (var server = new HookServer()) {
      server.status = 429;
      server.retryAfter = header;
      var sent = send(Notices.receiver("to", Receiver.Kind.SLACK, server.url("/hook")));
      assertThat(sent)
          .isInstanceOfSatisfying(
              MailSender.Outcome.Unavailable.class,
              down -> assertThat(down.after()).isEqualTo(wait));
    }
  }

  @Test
  void logIn_isTheKinds() throws IOException {
    try (var server = new HookServer()) {
      assertThat(send(Notices.withToken("to", Receiver.Kind.NTFY, server.url("/t"), "tk_1")))
          .isEqualTo(ACCEPTED);
      assertThat(send(Notices.withToken("to", Receiver.Kind.GOTIFY, server.url("/"), "app_1")))
          .isEqualTo(ACCEPTED);
      var basic =
          new Receiver(
              "to",
              Receiver.Kind.WEBHOOK,
              server.url("/hook"),
              "me",
              new Secret("pw"),
              null,
              null,
              null,
              true);
      assertThat(send(basic)).isEqualTo(ACCEPTED);
      assertThat(server.requests.get(0).header("Authorization")).isEqualTo("Bearer tk_1");
      assertThat(server.requests.get(0).path()).isEqualTo("/");
      assertThat(server.requests.get(1).header("X-gotify-key")).isEqualTo("app_1");
      assertThat(server.requests.get(1).header("Authorization")).isEmpty();
      assertThat(server.requests.get(1).path()).isEqualTo("/message");
      assertThat(server.requests.get(2).header("Authorization")).isEqualTo("Basic bWU6cHc=");
    }
  }

  @Test
  void secrets_areNeverSaid() throws IOException {
    try (var server = new HookServer()) {
      server.status = 403;
      server.answer = "no token geheim for /services/T0/B0/SECRET here\nsecond line";
      var sent =
          send(
              Notices.withToken(
                  "to", Receiver.Kind.WEBHOOK, server.url("/services/T0/B0/SECRET"), "geheim"));
      assertThat(sent.toString())
          .contains("no token <secret> for <address> here second line")
          .doesNotContain("geheim")
          .doesNotContain("SECRET");
    }
  }

  @Test
  void nobodyThere_isUnavailable() throws IOException {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var url = URI.create("http://127.0.0.1:" + port + "/secret");
    assertThat(send(Notices.receiver("to", Receiver.Kind.WEBHOOK, url)))
        .isEqualTo(
            new MailSender.Outcome.Unavailable(
                "http://127.0.0.1:" + port + " nobody listens there"));
  }

  @Test
  void silence_isUnavailable() throws IOException {
    try (var socket = new ServerSocket(0);
        var sender =
            new ReceiverSender(
                Notices.receiver(
                    "to",
                    Receiver.Kind.WEBHOOK,
                    URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/")),
                CLOCK,
                Duration.ofMillis(300))) {
      assertThat(sender.send(BODY))
          .isInstanceOfSatisfying(
              MailSender.Outcome.Unavailable.class,
              down -> assertThat(down.reason()).endsWith("no answer in time"));
    }
  }

  @Test
  void certificates_areVerified() throws IOException {
    var authority =
        new HeldCertificate.Builder().certificateAuthority(0).commonName("test CA").build();
    try (var right = new HookServer(tls(authority, "127.0.0.1"));
        var wrong = new HookServer(tls(authority, "push.example.org"))) {
      String file =
          Files.writeString(folder.resolve("ca.pem"), authority.certificatePem()).toString();
      assertThat(send(trusting(right, file))).isEqualTo(ACCEPTED);
      assertThat(send(trusting(right, null)).toString())
          .contains("its certificate is from an authority unknown here");
      assertThat(send(trusting(wrong, file))).isInstanceOf(MailSender.Outcome.Unavailable.class);
      assertThat(wrong.requests).isEmpty();
      assertThatThrownBy(() -> send(trusting(right, folder.resolve("none.pem").toString())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("none.pem");
    }
  }

  private static Receiver trusting(
      HookServer server, @org.jspecify.annotations.Nullable String caFile) {
    return new Receiver(
        "to", Receiver.Kind.WEBHOOK, server.url("/"), "", null, null, caFile, null, true);
  }

  private static javax.net.ssl.SSLContext tls(HeldCertificate authority, String host) {
    var certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName(host).signedBy(authority).build();
    return new HandshakeCertificates.Builder().heldCertificate(certificate).build().sslContext();
  }
}
