package dev.muster.web;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key with the chain of certificates that vouch for it, its own first. Keys are never
 * shown by {@code toString}.
 */
public record Identity(PrivateKey key, List<X509Certificate> chain) {
  public Identity {
    chain = List.copyOf(chain);
  }

  /**
   * Reads PEM files. The key is PKCS#8, PKCS#1 (RSA) or SEC 1 (EC), unencrypted.
   *
   * @throws WebConfigException naming the file and what is wrong with it
   */
  public static Identity read(Path certificates, Path key) {
    throw new UnsupportedOperationException(certificates + " " + key);
  }

  /**
   * The identity kept in a folder as {@code NAME.pem} and {@code NAME.key} (0600); a self-signed
   * one (EC P-256, 10 years) for this host's names and addresses is made where there is none.
   *
   * @throws WebConfigException if the folder cannot be written or the files are damaged
   */
  public static Identity readOrMakeSelfSigned(Path folder, String name) {
    throw new UnsupportedOperationException(folder + name);
  }

  /** The certificate's SHA-256, 64 lower-case hexadecimal digits. */
  public String sha256() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String toString() {
    return "Identity[" + chain.getFirst().getSubjectX500Principal() + "]";
  }
}
