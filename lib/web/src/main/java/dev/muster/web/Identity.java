package dev.muster.web;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A private key with the chain of certificates that vouch for it, its own first. Keys are never
 * shown by {@code toString}.
 */
public record Identity(PrivateKey key, List<X509Certificate> chain) {
  private static final Logger LOG = LoggerFactory.getLogger(Identity.class);
  private static final Duration SELF_SIGNED_LIFE = Duration.ofDays(3652);

  public Identity {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("an identity needs a certificate");
    }
  }

  /**
   * Reads PEM files. The key is PKCS#8, PKCS#1 (RSA) or SEC 1 (EC), unencrypted.
   *
   * @throws WebConfigException naming the file and what is wrong with it
   */
  public static Identity read(Path certificates, Path key) {
    return of(Pem.read(certificates), Pem.read(key));
  }

  static Identity of(Pem certificates, Pem key) {
    var identity = new Identity(key.privateKey(), certificates.certificates());
    if (!identity.belongsTogether()) {
      throw new WebConfigException(
          certificates.where()
              + " and "
              + key.where()
              + ": certificate and key do not belong together");
    }
    return identity;
  }

  /**
   * The identity kept in a folder as {@code NAME.pem} and {@code NAME.key} (0600); a self-signed
   * one (EC P-256, 10 years) for this host's names and addresses is made where there is none.
   *
   * @throws WebConfigException if the folder cannot be written or the files are damaged
   */
  public static Identity readOrMakeSelfSigned(Path folder, String name) {
    var identities = IdentityFolder.openOrMake(folder);
    return identities.readOrMake(name, () -> makeSelfSigned(identities, folder, name));
  }

  private static Identity makeSelfSigned(IdentityFolder identities, Path folder, String name) {
    var now = InstantSource.system().instant();
    var hosts = LocalHosts.namesAndAddresses();
    var made =
        SelfSigned.make(name, hosts, now.minus(SelfSigned.CLOCK_SKEW), now.plus(SELF_SIGNED_LIFE));
    identities.write(name, made.keyPem(), made.certificatePem());
    var identity = made.identity();
    LOG.info(
        "msg=\"made a self-signed certificate\" file={} sha256={}",
        folder.resolve(name + ".pem"),
        identity.sha256());
    return identity;
  }

  private boolean belongsTogether() {
    var challenge = new byte[] {'M', 'u', 's', 't', 'e', 'r'};
    try {
      var algorithm =
          switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
          };
      var signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(challenge);
      var verifier = Signature.getInstance(algorithm);
      verifier.initVerify(certificate().getPublicKey());
      verifier.update(challenge);
      return verifier.verify(signer.sign());
    } catch (GeneralSecurityException different) {
      return false;
    }
  }

  /** Its own certificate, the first of the chain. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** The certificate's SHA-256, 64 lower-case hexadecimal digits. */
  public String sha256() {
    return HexFormat.of().formatHex(sha256(certificate()));
  }

  static byte[] sha256(X509Certificate certificate) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    } catch (GeneralSecurityException damaged) {
      throw new IllegalStateException("a certificate without an encoding", damaged);
    }
  }

  @Override
  public String toString() {
    return "Identity[" + certificate().getSubjectX500Principal() + "]";
  }
}
