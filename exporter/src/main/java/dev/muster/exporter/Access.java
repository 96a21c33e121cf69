package dev.muster.exporter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import dev.muster.web.BasicAuth;
import dev.muster.web.Tls;
import dev.muster.web.WebConfig;
import java.security.cert.CertificateException;
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

  /** Access as the web config has it; its client CA counts only where TLS is on. */
  Access(WebConfig web, WebConfig.@Nullable TlsServer tls) {
    this.users = web.users().isEmpty() ? null : new BasicAuth(web.users());
    List<X509Certificate> authorities = tls == null ? List.of() : tls.clientAuthorities();
    this.clientAuthorities = authorities.isEmpty() ? null : Tls.trusting(authorities);
  }

  /** Whether the page may be seen: by everyone, or, where there are users, by them. */
  boolean mayScrape(HttpExchange exchange) {
    return users == null || loggedIn(exchange);
  }

  /** Whether event logs may be read: never by just anyone. */
  boolean mayReadEvents(HttpExchange exchange) {
    return loggedIn(exchange) || certified(exchange);
  }

  private boolean loggedIn(HttpExchange exchange) {
    return users != null
        && users.user(exchange.getRequestHeaders().getFirst("Authorization")).isPresent();
  }

  private boolean certified(HttpExchange exchange) {
    if (clientAuthorities == null || !(exchange instanceof HttpsExchange https)) {
      return false;
    }
    try {
      X509Certificate[] chain =
          Arrays.stream(https.getSSLSession().getPeerCertificates())
              .map(X509Certificate.class::cast)
              .toArray(X509Certificate[]::new);
      clientAuthorities.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
      return true;
    } catch (SSLPeerUnverifiedException | CertificateException notOurs) {
      return false;
    }
  }
}
