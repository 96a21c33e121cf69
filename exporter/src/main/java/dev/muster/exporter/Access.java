package dev.muster.exporter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import dev.muster.web.BasicAuth;
import dev.muster.web.Tls;
import dev.muster.web.WebConfig;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Who is asking: a user who logged in, or a client with a certificate of the client CA. */
final class Access {
  private final @Nullable BasicAuth users;
  private final @Nullable X509TrustManager clientAuthorities;
  private final List<X509CRL> revoked;

  /** Access as the web config has it; its client CA counts only where TLS is on. */
  Access(WebConfig web, WebConfig.@Nullable TlsServer tls) {
    this.users = web.users().isEmpty() ? null : new BasicAuth(web.users());
    List<X509Certificate> authorities = tls == null ? List.of() : tls.clientAuthorities();
    this.revoked = tls == null ? List.of() : tls.revocationLists();
    this.clientAuthorities = authorities.isEmpty() ? null : Tls.trusting(authorities, revoked);
  }

  /**
   * Whether the page may be seen: by everyone, or, where there are users, by them; never by one
   * revoked.
   */
  boolean mayScrape(HttpExchange exchange) {
    return (users == null || loggedIn(exchange)) && !isRevoked(exchange);
  }

  /** Whether event logs may be read: never by just anyone. */
  boolean mayReadEvents(HttpExchange exchange) {
    return loggedIn(exchange) || certificates(exchange) != null;
  }

  /** On a connection kept from before a certificate was revoked, too. */
  private boolean isRevoked(HttpExchange exchange) {
    if (revoked.isEmpty()) {
      return false;
    }
    X509Certificate @Nullable [] chain = shown(exchange);
    return chain != null
        && revoked.stream().anyMatch(list -> Arrays.stream(chain).anyMatch(list::isRevoked));
  }

  private boolean loggedIn(HttpExchange exchange) {
    return users != null
        && users.user(exchange.getRequestHeaders().getFirst("Authorization")).isPresent();
  }

  /** The certificates a client showed, if the client CA vouches for them; else null. */
  X509Certificate @Nullable [] certificates(HttpExchange exchange) {
    X509Certificate @Nullable [] chain = clientAuthorities == null ? null : shown(exchange);
    if (chain == null || clientAuthorities == null) {
      return null;
    }
    try {
      clientAuthorities.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
      return chain;
    } catch (CertificateException notOurs) {
      return null;
    }
  }

  private static X509Certificate @Nullable [] shown(HttpExchange exchange) {
    try {
      return exchange instanceof HttpsExchange https
          ? Arrays.stream(https.getSSLSession().getPeerCertificates())
              .map(X509Certificate.class::cast)
              .toArray(X509Certificate[]::new)
          : null;
    } catch (SSLPeerUnverifiedException none) {
      return null;
    }
  }
}
