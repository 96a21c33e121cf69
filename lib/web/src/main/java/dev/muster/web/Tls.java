package dev.muster.web;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
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
    try {
      var context = SSLContext.getInstance("TLS");
      var keys =
          identity == null
              ? new KeyManager[0]
              : new KeyManager[] {new IdentityKeyManager(identity)};
      context.init(keys, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java cannot speak TLS", missing);
    }
  }

  /**
   * Trusts what these authorities signed (none: nothing). The host's name is checked where the
   * client asks for it by endpoint identification, as HTTP clients do.
   */
  public static X509TrustManager trusting(List<X509Certificate> authorities) {
    return new AuthorityTrust(authorities);
  }

  /**
   * Trusts one certificate alone, whoever signed it and whatever name it has.
   *
   * @param sha256 64 lower-case hexadecimal digits
   * @throws IllegalArgumentException if it is no such fingerprint
   */
  public static X509TrustManager pinned(String sha256) {
    return new PinnedTrust(sha256);
  }
}
