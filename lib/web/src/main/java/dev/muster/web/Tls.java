package dev.muster.web;

import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** TLS contexts from identities and trusted certificates; the system's trust store is not asked. */
public final class Tls {
  private Tls() {}

  /**
   * A context.
   *
   * @param identity what this side shows, or null for nothing
   * @param trust who may vouch for the other side
   */
  public static SSLContext context(@Nullable Identity identity, X509TrustManager trust) {
    throw new UnsupportedOperationException(identity + trust.toString());
  }

  /** Trusts what these authorities signed. */
  public static X509TrustManager trusting(List<X509Certificate> authorities) {
    throw new UnsupportedOperationException(authorities.toString());
  }

  /**
   * Trusts one certificate alone, whoever signed it and whatever name it has.
   *
   * @param sha256 64 lower-case hexadecimal digits
   */
  public static X509TrustManager pinned(String sha256) {
    throw new UnsupportedOperationException(sha256);
  }
}
