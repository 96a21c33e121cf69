package dev.muster.scraper;

import dev.muster.fleet.Client;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.web.Identity;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Connections to all clients, kept open between scrapes. HTTP/1.1 alone is spoken: a client gets
 * one request at a time, and an HTTP/2 connection would cost a thread each. Every client has a pool
 * of its own, as OkHttp searches one from end to end.
 */
final class Connections implements AutoCloseable {
  private static final int IDLE_CONNECTIONS = 2;
  private static final int IDLE_MINUTES = 5;

  private final Trusts trusts;
  private final @Nullable Supplier<Identity> identity;
  private final Map<String, X509Certificate> seen = new ConcurrentHashMap<>();
  private volatile Predicate<X509Certificate> revoked = certificate -> false;
  private final Resolver resolver = new Resolver();
  private final OkHttpClient base;

  /**
   * @param authority trusts what the fleet's own authority signed
   * @param identity what is shown to clients that ask for it, or null
   */
  Connections(
      X509TrustManager authority, @Nullable Supplier<Identity> identity, InstantSource clock) {
    this.identity = identity;
    this.trusts = new Trusts(authority, identity, clock);
    // One timer a call, that of the whole call, does what one a read would.
    this.base =
        new OkHttpClient.Builder()
            .protocols(List.of(Protocol.HTTP_1_1))
            .followRedirects(false)
            .followSslRedirects(false)
            .fastFallback(false)
            .connectTimeout(Duration.ZERO)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .dns(resolver)
            .build();
  }

  /** A client's HTTP, bound to the timeout of a scrape. */
  OkHttpClient to(Client client, ScrapeSettings settings) {
    var builder =
        base.newBuilder()
            .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, IDLE_MINUTES, TimeUnit.MINUTES))
            .callTimeout(settings.timeout());
    if (client.exporter().https()) {
      var trust = trusts.of(client.exporter());
      builder
          .sslSocketFactory(trust.sockets(), trust.manager())
          .hostnameVerifier(ClientNames.of(client))
          .addNetworkInterceptor(
              new CertificateWatch(
                  client.name(),
                  seen,
                  this::shown,
                  certificate -> Trusts.isFleets(client.exporter()) && revoked.test(certificate)));
    }
    return builder.build();
  }

  private @Nullable X509Certificate shown() {
    return identity == null ? null : identity.get().certificate();
  }

  /** Refuses these certificates of the fleet's authority, on connections that are open too. */
  void refuse(Predicate<X509Certificate> isRevoked) {
    revoked = isRevoked;
  }

  /** The certificates that clients showed last, by the clients' names. */
  Map<String, X509Certificate> seen() {
    return Map.copyOf(seen);
  }

  /** Forgets what clients showed but these. */
  void retain(Set<String> clients) {
    seen.keySet().retainAll(clients);
  }

  /** Shows another identity to clients, from the next handshake. */
  void renewed() {
    trusts.forgetSessions();
  }

  @Override
  public void close() {
    base.dispatcher().executorService().shutdown();
    resolver.close();
  }
}
