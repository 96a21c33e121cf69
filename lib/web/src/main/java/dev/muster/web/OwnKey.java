package dev.muster.web;

import java.security.KeyPair;

/**
 * A key that was made where it is used, and the request for a certificate for it.
 *
 * @param keyPem PKCS#8, for its owner's eyes alone
 * @param requestPem PKCS#10
 */
public record OwnKey(String keyPem, String requestPem) {
  /** A new one, EC P-256. */
  public static OwnKey make(String commonName) {
    KeyPair keys = SelfSigned.newKey();
    return new OwnKey(
        Pem.text(keys.getPrivate()),
        Pem.text("CERTIFICATE REQUEST", CertificateRequest.of(keys, commonName)));
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "OwnKey";
  }
}
