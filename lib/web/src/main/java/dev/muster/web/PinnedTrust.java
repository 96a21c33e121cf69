package dev.muster.web;

import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Trusts the one certificate that has a known fingerprint. */
final class PinnedTrust extends SimpleTrust {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final byte[] pinned;

  PinnedTrust(String sha256) {
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException(
          "'" + sha256 + "' is no SHA-256; wanted: 64 lower-case hexadecimal digits");
    }
    pinned = HexFormat.of().parseHex(sha256);
  }

  @Override
  void check(X509Certificate[] chain) throws CertificateException {
    var seen = Identity.sha256(chain[0]);
    if (!MessageDigest.isEqual(pinned, seen)) {
      var hex = HexFormat.of();
      throw new CertificateException(
          "the certificate shown is not the pinned one: pinned SHA-256 "
              + hex.formatHex(pinned)
              + ", seen "
              + hex.formatHex(seen));
    }
  }
}
