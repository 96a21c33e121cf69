package dev.muster.web;

import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts what was signed by the one authority that has a known fingerprint, which the other side
 * shows in its chain. Host names are not looked at.
 */
public final class PinnedAuthority extends SimpleTrust {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final byte[] pinned;

  private PinnedAuthority(String sha256) {
    pinned = HexFormat.of().parseHex(sha256);
  }

  /**
   * Such trust.
   *
   * @param sha256 of the authority's certificate
   * @throws IllegalArgumentException if it is none
   */
  public static X509TrustManager of(String sha256) {
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException(
          "'" + sha256 + "' is no SHA-256; wanted: 64 lower-case hexadecimal digits");
    }
    return new PinnedAuthority(sha256);
  }

  @Override
  void check(X509Certificate[] chain) throws CertificateException {
    for (var shown : chain) {
      if (MessageDigest.isEqual(pinned, Identity.sha256(shown))) {
        new AuthorityTrust(List.of(shown)).checkServerTrusted(chain, "UNKNOWN");
        return;
      }
    }
    throw new CertificateException(
        "the authority with the SHA-256 "
            + HexFormat.of().formatHex(pinned)
            + " is not in the chain that was shown");
  }
}
