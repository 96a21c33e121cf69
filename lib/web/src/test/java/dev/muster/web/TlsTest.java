package dev.muster.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.muster.web.WebConfig.ClientAuth;
import dev.muster.web.WebConfig.TlsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  @TempDir Path folder;
  private CertificateAuthority authority;

  @BeforeEach
  void makeAuthority() {
    authority = CertificateAuthority.openOrMake(folder);
  }

  private Identity localhost() {
    return authority.issueServer("localhost", List.of("localhost", "127.0.0.1"));
  }

  private X509TrustManager ours() {
    return Tls.trusting(List.of(authority.certificate()));
  }

  @Test
  void authority_trusted_vouches() throws Exception {
    assertThat(session(TlsServer.of(localhost()), ours())).isEqualTo("TLSv1.3");
  }

  @Test
  void authority_named12Only_speaks12() throws Exception {
    var server =
        new TlsServer(
            localhost(),
            ClientAuth.NO_CLIENT_CERT,
            List.of(),
            List.of("TLSv1.2"),
            List.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
            List.of(),
            List.of("secp256r1"),
            false,
            List.of());
    assertThat(session(server, ours())).isEqualTo("TLSv1.2");
  }

  @Test
  void rsa_isShown() throws Exception {
    var rsa =
        new HeldCertificate.Builder().rsa2048().addSubjectAlternativeName("localhost").build();
    assertThat(session(TlsServer.of(identity(rsa)), Tls.trusting(List.of(rsa.certificate()))))
        .isEqualTo("TLSv1.3");
  }

  @Test
  void stranger_isRefusedWithItsIssuer() {
    var stranger = CertificateAuthority.openOrMake(folder.resolve("other"));
    var shown = stranger.issueServer("localhost", List.of("localhost"));
    assertThat(refusal(TlsServer.of(shown), ours()))
        .isEqualTo(
            "the certificate of CN=localhost, OU=Muster was issued by "
                + stranger.certificate().getSubjectX500Principal()
                + ", which is not trusted here (SHA-256 "
                + shown.sha256()
                + ")");
  }

  @Test
  void selfSigned_isRefusedWithItsFingerprint() {
    var shown = Identity.readOrMakeSelfSigned(folder.resolve("self"), "web");
    assertThat(refusal(TlsServer.of(shown), ours()))
        .isEqualTo(
            "the certificate of CN=web, OU=Muster is self-signed and not trusted here (SHA-256 "
                + shown.sha256()
                + ")");
  }

  @Test
  void ended_isRefusedWithItsEnd() {
    var then = Instant.now().minus(Duration.ofDays(2000));
    var old = CertificateAuthority.openOrMake(folder.resolve("old"), () -> then);
    var shown = old.issueServer("localhost", List.of("localhost"));
    assertThat(refusal(TlsServer.of(shown), Tls.trusting(List.of(old.certificate()))))
        .isEqualTo(
            "the certificate of CN=localhost, OU=Muster ended at "
                + shown.certificate().getNotAfter().toInstant());
  }

  @Test
  void notYetValid_asksForTheClock() {
    var later = Instant.now().plus(Duration.ofDays(2));
    var early = CertificateAuthority.openOrMake(folder.resolve("early"), () -> later);
    var shown = early.issueServer("localhost", List.of("localhost"));
    assertThat(refusal(TlsServer.of(shown), Tls.trusting(List.of(early.certificate()))))
        .endsWith(" only; is a clock wrong?");
  }

  @Test
  void wrongName_isRefusedWithItsNames() {
    var shown = authority.issueServer("other", List.of("other.example.org", "10.1.2.3"));
    assertThat(refusal(TlsServer.of(shown), ours()))
        .startsWith("the certificate of CN=other, OU=Muster is for other.example.org, 10.1.2.3: ")
        .contains("localhost");
  }

  @Test
  void client_passesForNoServer() {
    var shown = authority.issueClient("localhost");
    assertThat(refusal(TlsServer.of(shown), ours())).contains("localhost.client.muster.invalid");
  }

  @Test
  void nobodyTrusted_trustsNobody() {
    assertThat(refusal(TlsServer.of(localhost()), Tls.trusting(List.of())))
        .isEqualTo("no authority is trusted here, so no certificate is");
  }

  @Test
  void pinned_isTrustedWhateverItsName() throws Exception {
    var shown = authority.issueServer("other", List.of("other.example.org"));
    assertThat(session(TlsServer.of(shown), Tls.pinned(shown.sha256()))).isEqualTo("TLSv1.3");
  }

  @Test
  void pinned_another_isRefusedWithBothFingerprints() {
    var shown = localhost();
    var pin = "0".repeat(64);
    assertThat(refusal(TlsServer.of(shown), Tls.pinned(pin)))
        .isEqualTo(
            "the certificate shown is not the pinned one: pinned SHA-256 "
                + pin
                + ", seen "
                + shown.sha256());
  }

  @Test
  void strangersName_endless_isShownShortAndPlain() {
    var held =
        new HeldCertificate.Builder()
            .commonName("x\nlevel=error" + "y".repeat(5000))
            .addSubjectAlternativeName("localhost")
            .build();
    assertThat(refusal(TlsServer.of(identity(held)), ours()))
        .hasSizeLessThan(400)
        .doesNotContain("\n");
  }

  @Test
  void pin_malformed_isRefused() {
    assertThatThrownBy(() -> Tls.pinned("AB"))
        .hasMessage("'AB' is no SHA-256; wanted: 64 lower-case hexadecimal digits");
  }

  /** The protocol that a client which trusts so and calls "localhost" agrees on. */
  private static String session(TlsServer tls, X509TrustManager trust) throws Exception {
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(configurator(Tls.context(tls), tls));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try (var client = HttpClient.newBuilder().sslContext(Tls.context(null, trust)).build()) {
      var address = URI.create("https://localhost:" + server.getAddress().getPort());
      var request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build();
      var answer = client.send(request, BodyHandlers.discarding());
      return answer.sslSession().orElseThrow().getProtocol();
    } finally {
      server.stop(0);
    }
  }

  private static HttpsConfigurator configurator(SSLContext context, TlsServer tls) {
    return new HttpsConfigurator(context) {
      @Override
      public void configure(HttpsParameters parameters) {
        parameters.setSSLParameters(Tls.parameters(tls));
      }
    };
  }

  private static String refusal(TlsServer tls, X509TrustManager trust) {
    try {
      return "spoke " + session(tls, trust);
    } catch (IOException refused) {
      for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
        if (cause instanceof CertificateException certificate) {
          return String.valueOf(certificate.getMessage());
        }
      }
      throw new AssertionError("refused for another reason", refused);
    } catch (Exception other) {
      throw new AssertionError(other);
    }
  }

  private static Identity identity(HeldCertificate held) {
    return new Identity(held.keyPair().getPrivate(), List.of(held.certificate()));
  }
}
