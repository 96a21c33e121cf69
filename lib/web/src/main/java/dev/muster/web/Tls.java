package dev.muster.web;

import dev.muster.web.WebConfig.TlsServer;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** TLS contexts from identities and trusted certificates; the system's trust store is not asked. */
public final class Tls {
  static {
    // A client that renegotiates makes the server work and is nobody's need. Read once by Java.
    String noRenegotiation = "jdk.tls.rejectClientInitiatedRenegotiation";
    if (System.getProperty(noRenegotiation) == null) {
      System.setProperty(noRenegotiation, "true");
    }
  }

  private Tls() {}

  /**
   * A context.
   *
   * @param identity what this side shows, or null for nothing
   * @param trust who may vouch for the other side
   */
  public static SSLContext context(@Nullable Identity identity, X509TrustManager trust) {
    return context(identity == null ? null : new IdentityKeyManager(() -> identity), trust);
  }

  /**
   * A context that shows, at each handshake, the identity as it is then.
   *
   * @param trust who may vouch for the other side
   */
  public static SSLContext live(Supplier<Identity> identity, X509TrustManager trust) {
    return context(new IdentityKeyManager(identity), trust);
  }

  private static SSLContext context(@Nullable KeyManager shown, X509TrustManager trust) {
    try {
      var context = SSLContext.getInstance("TLS");
      var keys = shown == null ? new KeyManager[0] : new KeyManager[] {shown};
      context.init(keys, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java cannot speak TLS", missing);
    }
  }

  /** The context of a server that asks its clients for certificates as configured. */
  public static SSLContext context(TlsServer server) {
    return context(server.identity(), new ClientTrust(server));
  }

  /** Likewise, showing at each handshake the identity as it is then. */
  public static SSLContext live(TlsServer server, Supplier<Identity> identity) {
    return live(identity, new ClientTrust(server));
  }

  /** The parameters of a server's sockets and engines: protocols, suites, client certificates. */
  public static SSLParameters parameters(TlsServer server) {
    var parameters = new SSLParameters();
    parameters.setProtocols(server.protocols().toArray(String[]::new));
    List<String> suites =
        server.cipherSuites().isEmpty() ? TlsNames.USUAL_SUITES : server.cipherSuites();
    parameters.setCipherSuites(suites.toArray(String[]::new));
    if (!server.namedGroups().isEmpty()) {
      parameters.setNamedGroups(server.namedGroups().toArray(String[]::new));
    }
    parameters.setUseCipherSuitesOrder(server.preferServerCipherSuites());
    switch (server.clientAuth()) {
      case NO_CLIENT_CERT -> parameters.setWantClientAuth(false);
      case REQUEST_CLIENT_CERT, VERIFY_CLIENT_CERT_IF_GIVEN -> parameters.setWantClientAuth(true);
      case REQUIRE_ANY_CLIENT_CERT, REQUIRE_AND_VERIFY_CLIENT_CERT ->
          parameters.setNeedClientAuth(true);
    }
    return parameters;
  }

  /**
   * Trusts what these authorities signed (none: nothing). The host's name is checked where the
   * client asks for it by endpoint identification, as HTTP clients do.
   */
  public static X509TrustManager trusting(List<X509Certificate> authorities) {
    return new AuthorityTrust(authorities);
  }

  /**
   * Likewise, but what they revoked.
   *
   * @param revoked lists that the authorities signed
   */
  public static X509TrustManager trusting(
      List<X509Certificate> authorities, List<X509CRL> revoked) {
    return new AuthorityTrust(authorities, () -> revoked);
  }

  /**
   * Trusts one certificate alone, whoever signed it and whatever name it has.
   *
   * @param sha256 64 lower-case hexadecimal digits
   * @throws IllegalArgumentException if it is no such fingerprint
   */
  public static X509TrustManager pinned(String sha256) {
    return new PinnedTrust(sha256);
  }
}
