package dev.muster.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * A request for a certificate (PKCS#10, RFC 2986; DER or PEM). Of it the key alone is taken: whom a
 * certificate names is said by whoever signs it.
 */
final class SigningRequest {
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;
  private static final Set<ASN1ObjectIdentifier> CURVES =
      Set.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1);

  private SigningRequest() {}

  /**
   * The key it is for.
   *
   * @throws IllegalArgumentException if it is none, its sender has not the key, or the key is weak
   */
  static PublicKey key(byte[] pkcs10) {
    if (pkcs10.length > MAX_BYTES) {
      throw refused("longer than " + MAX_BYTES + " bytes");
    }
    var request = read(der(pkcs10));
    if (!isStrong(request.algorithm(), request.key())) {
      throw refused("its key is none of EC P-256 or P-384, Ed25519, RSA of 2048 bits or more");
    }
    if (!request.signed()) {
      throw refused("it is not signed with the key it is for");
    }
    return request.key();
  }

  private record Content(AlgorithmIdentifier algorithm, PublicKey key, boolean signed) {}

  private static Content read(byte[] der) {
    try {
      var request = new JcaPKCS10CertificationRequest(der);
      var key = request.getPublicKey();
      boolean signed = request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key));
      return new Content(request.getSubjectPublicKeyInfo().getAlgorithm(), key, signed);
    } catch (IOException
        | GeneralSecurityException
        | OperatorCreationException
        | PKCSException
        | RuntimeException e) {
      // The library throws many things at what is well-formed DER and no request.
      throw new IllegalArgumentException(refused("it is damaged").getMessage(), e);
    }
  }

  private static byte[] der(byte[] request) {
    if (request.length == 0 || request[0] != '-') {
      return request;
    }
    try {
      return Pem.parse("request", new String(request, StandardCharsets.ISO_8859_1))
          .blocks()
          .stream()
          .filter(block -> block.label().endsWith("CERTIFICATE REQUEST"))
          .findFirst()
          .orElseThrow(() -> refused("no block CERTIFICATE REQUEST is in it"))
          .der();
    } catch (WebConfigException damaged) {
      throw new IllegalArgumentException(refused("it is damaged").getMessage(), damaged);
    }
  }

  private static boolean isStrong(AlgorithmIdentifier algorithm, PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      int bits = rsa.getModulus().bitLength();
      return bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS;
    }
    var kind = algorithm.getAlgorithm();
    ASN1Encodable curve = algorithm.getParameters();
    return kind.equals(EdECObjectIdentifiers.id_Ed25519)
        || (kind.equals(X9ObjectIdentifiers.id_ecPublicKey)
            && curve instanceof ASN1ObjectIdentifier named
            && CURVES.contains(named));
  }

  private static IllegalArgumentException refused(String why) {
    return new IllegalArgumentException("the certificate request cannot be used: " + why);
  }
}
