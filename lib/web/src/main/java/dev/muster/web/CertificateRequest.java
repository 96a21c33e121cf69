package dev.muster.web;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;

/**
 * A request for a certificate (PKCS#10, RFC 2986) for an EC P-256 key, signed with it. It is put
 * together here, for an exporter needs no library for it. Whoever signs says which names it gets.
 */
final class CertificateRequest {
  private static final byte[] VERSION_1 = {0x02, 1, 0};
  private static final byte[] NO_ATTRIBUTES = {(byte) 0xa0, 0};

  private CertificateRequest() {}

  /** The request's DER. */
  static byte[] of(KeyPair keys, String commonName) {
    var content =
        Der.element(
            SelfSigned.SEQUENCE,
            VERSION_1,
            SelfSigned.subject(commonName),
            keys.getPublic().getEncoded(),
            NO_ATTRIBUTES);
    try {
      var signer = Signature.getInstance("SHA256withECDSA");
      signer.initSign(keys.getPrivate(), new SecureRandom());
      signer.update(content);
      var algorithm = Der.element(SelfSigned.SEQUENCE, SelfSigned.ECDSA_SHA256);
      return Der.element(SelfSigned.SEQUENCE, content, algorithm, SelfSigned.bits(signer.sign()));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java cannot sign with EC P-256 keys", missing);
    }
  }
}
