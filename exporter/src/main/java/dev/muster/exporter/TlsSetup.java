package dev.muster.exporter;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import dev.muster.web.Tls;
import dev.muster.web.WebConfig.ClientAuth;
import dev.muster.web.WebConfig.TlsServer;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** A TLS server's settings in the JDK's terms; nothing older than TLS 1.2 is spoken. */
final class TlsSetup extends HttpsConfigurator {
  private static final List<String> SAFE = List.of("TLSv1.3", "TLSv1.2");

  private final TlsServer tls;
  private final String[] protocols;

  /**
   * A setup.
   *
   * @throws ExporterException if only unsafe protocols are wanted
   */
  TlsSetup(TlsServer tls) {
    super(Tls.context(tls.identity(), trust(tls)));
    this.tls = tls;
    this.protocols =
        SAFE.stream()
            .filter(name -> tls.protocols().isEmpty() || tls.protocols().contains(name))
            .toArray(String[]::new);
    if (protocols.length == 0) {
      throw new ExporterException(
          "The web config allows only " + tls.protocols() + "; TLS12 or TLS13 must be among them.");
    }
  }

  @Override
  public void configure(HttpsParameters parameters) {
    SSLParameters ours = getSSLContext().getDefaultSSLParameters();
    ours.setProtocols(protocols.clone());
    if (!tls.cipherSuites().isEmpty()) {
      ours.setCipherSuites(tls.cipherSuites().toArray(String[]::new));
    }
    switch (tls.clientAuth()) {
      case NO_CLIENT_CERT -> ours.setWantClientAuth(false);
      case REQUEST_CLIENT_CERT, VERIFY_CLIENT_CERT_IF_GIVEN -> ours.setWantClientAuth(true);
      case REQUIRE_ANY_CLIENT_CERT, REQUIRE_AND_VERIFY_CLIENT_CERT -> ours.setNeedClientAuth(true);
    }
    parameters.setSSLParameters(ours);
  }

  private static X509TrustManager trust(TlsServer tls) {
    boolean verify =
        tls.clientAuth() == ClientAuth.VERIFY_CLIENT_CERT_IF_GIVEN
            || tls.clientAuth() == ClientAuth.REQUIRE_AND_VERIFY_CLIENT_CERT;
    return verify ? Tls.trusting(tls.clientAuthorities()) : new AnyClient();
  }

  /**
   * Lets every client certificate through the handshake, as the two ways of asking for one without
   * verifying it want. Whether it counts for anything is decided in {@link Access}.
   */
  private static final class AnyClient extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String authType, @Nullable Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String authType, @Nullable SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw new CertificateException("this side is a server");
    }

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String authType, @Nullable Socket socket)
        throws CertificateException {
      checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
        throws CertificateException {
      checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
