package dev.muster.scraper;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Connection;
import okhttp3.Handshake;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Looks, before each request, at the certificates of the connection it goes over, for connections
 * are kept: one on which the client showed a certificate that was revoked since is cut off, and one
 * on which this side showed another than now is used this once more.
 *
 * @param seen gets the client's certificate, by the client's name
 * @param shown the certificate this side shows now, or null
 * @param revoked tells of certificates of the fleet's authority
 */
record CertificateWatch(
    String client,
    Map<String, X509Certificate> seen,
    Supplier<@Nullable X509Certificate> shown,
    Predicate<X509Certificate> revoked)
    implements Interceptor {
  @Override
  public Response intercept(Chain chain) throws IOException {
    @Nullable Connection connection = chain.connection();
    @Nullable Handshake handshake = connection == null ? null : connection.handshake();
    var request = chain.request();
    if (connection == null || handshake == null) {
      return chain.proceed(request);
    }
    if (first(handshake.peerCertificates()) instanceof X509Certificate theirs) {
      if (revoked.test(theirs)) {
        connection.socket().close();
        throw refused();
      }
      if (!theirs.equals(seen.get(client))) {
        seen.put(client, theirs);
      }
    }
    var ours = first(handshake.localCertificates());
    return chain.proceed(
        ours == null || Objects.equals(ours, shown.get())
            ? request
            : request.newBuilder().header("Connection", "close").build());
  }

  private static @Nullable Object first(List<?> certificates) {
    return certificates.isEmpty() ? null : certificates.getFirst();
  }

  private static IOException refused() {
    var refused = new SSLPeerUnverifiedException(ExplainingTrust.REVOKED);
    refused.initCause(new UntrustedCertificateException(ExplainingTrust.REVOKED));
    return refused;
  }
}
