package dev.muster.web;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts what its authorities signed (PKIX) and did not revoke, as the lists say that it is given;
 * with no authority, nothing. Also checks the host name where the socket asks for endpoint
 * identification.
 */
final class AuthorityTrust extends X509ExtendedTrustManager {
  @FunctionalInterface
  private interface Check {
    void by(X509ExtendedTrustManager pkix) throws CertificateException;
  }

  private final @Nullable X509ExtendedTrustManager pkix;

  private final Supplier<List<X509CRL>> revoked;

  AuthorityTrust(List<X509Certificate> authorities) {
    this(authorities, List::of);
  }

  /**
   * Trust with revocation lists.
   *
   * @param revoked asked at each handshake; the authorities have signed them
   */
  AuthorityTrust(List<X509Certificate> authorities, Supplier<List<X509CRL>> revoked) {
    this.pkix = authorities.isEmpty() ? null : pkix(authorities);
    this.revoked = revoked;
  }

  private static X509ExtendedTrustManager pkix(List<X509Certificate> authorities) {
    var anchors =
        authorities.stream()
            .map(authority -> new TrustAnchor(authority, null))
            .collect(Collectors.toUnmodifiableSet());
    try {
      var parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
      parameters.setRevocationEnabled(false);
      var factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(new CertPathTrustManagerParameters(parameters));
      return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java cannot check certificates", missing);
    }
  }

  private void check(X509Certificate[] chain, Check check) throws CertificateException {
    if (pkix == null) {
      throw new CertificateException("no authority is trusted here, so no certificate is");
    }
    try {
      check.by(pkix);
    } catch (CertificateException refused) {
      throw new CertificateException(Refusal.of(chain, refused), refused);
    }
    RevocationLists.check(chain, revoked.get());
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain, by -> by.checkClientTrusted(chain, authType));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain, by -> by.checkServerTrusted(chain, authType));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain, by -> by.checkClientTrusted(chain, authType, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain, by -> by.checkServerTrusted(chain, authType, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain, by -> by.checkClientTrusted(chain, authType, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain, by -> by.checkServerTrusted(chain, authType, engine));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return pkix == null ? new X509Certificate[0] : pkix.getAcceptedIssuers();
  }
}
