package dev.muster.scraper;

import dev.muster.fleet.Client;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.fleet.Via;
import dev.muster.scraper.ssh.SshAccess;
import dev.muster.scraper.ssh.SshRoutes;
import dev.muster.web.Identity;
import java.net.InetAddress;
import java.net.Proxy;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
  private final SshRoutes routes;

  /**
   * @param authority trusts what the fleet's own authority signed
   * @param identity what is shown to clients that ask for it, or null
   */
  Connections(
      X509TrustManager authority, @Nullable Supplier<Identity> identity, InstantSource clock) {
    this(authority, identity, clock, SshAccess.none());
  }

  /**
   * @param ssh for the clients that are reached by it
   */
  Connections(
      X509TrustManager authority,
      @Nullable Supplier<Identity> identity,
      InstantSource clock,
      SshAccess ssh) {
    this.identity = identity;
    this.routes = new SshRoutes(ssh);
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
    if (client.exporter().via() == Via.SSH) {
      builder
          .socketFactory(routes.sockets(client, settings.timeout()))
          .dns(_ -> List.of(InetAddress.getLoopbackAddress()))
          .proxy(Proxy.NO_PROXY);
    }
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

  /** Shows another identity to clients, from the next handshake. */
  void renewed() {
    trusts.forgetSessions();
  }

  /**
   * Makes sources of the client's readings, by the way that its fleet file says; they share one
   * connection.
   */
  Supplier<Source> sources(Client client, ScrapeSettings settings) {
    if (client.exporter().via() == Via.SSH_ONCE) {
      var folder = routes.folder(client);
      return () -> new OnceExporter(client, settings, folder);
    }
    var http = to(client, settings);
    return () -> new Exporter(client, settings, http);
  }

  /** Ends the log-ins that none of these clients needs, and forgets what others showed. */
  void retain(Collection<Client> clients) {
    routes.retain(clients);
    seen.keySet().retainAll(clients.stream().map(Client::name).toList());
  }

  @Override
  public void close() {
    routes.close();
    base.dispatcher().executorService().shutdown();
    resolver.close();
  }
}
