package dev.muster.web;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/** The fleet's own certificate authority (EC P-256), kept in a folder as ca.pem and ca.key. */
public final class CertificateAuthority {
  /**
   * Opens the authority in a folder; makes it (folder 0700, key 0600) at the first start.
   *
   * @throws WebConfigException if the folder cannot be written or its files are damaged
   */
  public static CertificateAuthority openOrMake(Path folder) {
    throw new UnsupportedOperationException(folder.toString());
  }

  public X509Certificate certificate() {
    throw new UnsupportedOperationException();
  }

  /**
   * A server's (and client's) identity kept in the authority's folder as {@code NAME.pem} and
   * {@code NAME.key}; issued anew where there is none, where it ends within a third of its life,
   * where it is not ours, or where a wanted name is missing.
   *
   * @param hosts DNS names and IP addresses for the subject alternative names
   */
  public Identity issueServer(String name, List<String> hosts) {
    throw new UnsupportedOperationException(name + hosts);
  }

  /** A client's identity, likewise. */
  public Identity issueClient(String name) {
    throw new UnsupportedOperationException(name);
  }
}
