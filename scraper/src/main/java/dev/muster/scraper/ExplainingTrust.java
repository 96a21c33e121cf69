package dev.muster.scraper;

import dev.muster.web.RevokedException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import javax.net.ssl.X509TrustManager;

/** Trusts what another trusts, and says in one sentence why it does not. */
final class ExplainingTrust implements X509TrustManager {
  static final String REVOKED =
      "its certificate was revoked; give it another with muster rollout or muster enroll";

  private static final String NOT_PINNED =
      "its certificate is not the pinned one; its SHA-256 is %s";

  private final X509TrustManager trust;
  private final String otherwise;
  private final InstantSource clock;

  private ExplainingTrust(X509TrustManager trust, String otherwise, InstantSource clock) {
    this.trust = trust;
    this.otherwise = otherwise;
    this.clock = clock;
  }

  /** Of what trusts one certificate alone. */
  static ExplainingTrust pinned(X509TrustManager trust, InstantSource clock) {
    return new ExplainingTrust(trust, NOT_PINNED, clock);
  }

  /** Of what trusts the fleet's own authority. */
  static ExplainingTrust ofFleet(X509TrustManager trust, InstantSource clock) {
    return new ExplainingTrust(
        trust,
        "its certificate is not signed by the fleet's authority; its SHA-256 is %s"
            + "; to trust it put exporter-certificate=\"%s\" on the client",
        clock);
  }

  /** Of what trusts the authorities of a file. */
  static ExplainingTrust ofFile(X509TrustManager trust, InstantSource clock) {
    return new ExplainingTrust(
        trust,
        "its certificate is not signed by an authority in exporter-ca-file; its SHA-256 is %s",
        clock);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    try {
      trust.checkServerTrusted(chain, authType);
    } catch (RevokedException e) {
      throw new UntrustedCertificateException(REVOKED, e);
    } catch (CertificateException e) {
      throw new UntrustedCertificateException(reason(chain[0]), e);
    }
  }

  private String reason(X509Certificate certificate) throws CertificateEncodingException {
    String sha256 = sha256(certificate);
    var now = clock.instant();
    if (isSigned(certificate)) {
      if (certificate.getNotAfter().toInstant().isBefore(now)) {
        return "its certificate ended at " + certificate.getNotAfter().toInstant() + "; renew it";
      }
      if (certificate.getNotBefore().toInstant().isAfter(now)) {
        return "its certificate begins only at "
            + certificate.getNotBefore().toInstant()
            + "; check both machines' clocks";
      }
    }
    return otherwise.formatted(sha256, sha256);
  }

  private boolean isSigned(X509Certificate certificate) {
    return Arrays.stream(trust.getAcceptedIssuers())
        .anyMatch(authority -> isSigned(certificate, authority));
  }

  private static boolean isSigned(X509Certificate certificate, X509Certificate authority) {
    try {
      certificate.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  static String sha256(X509Certificate certificate) throws CertificateEncodingException {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    trust.checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.getAcceptedIssuers();
  }
}
