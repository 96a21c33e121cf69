package dev.muster.scraper;

import dev.muster.fleet.Client;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.web.Identity;
import dev.muster.web.Tls;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Connections to all clients, kept open between scrapes in one pool. HTTP/1.1 alone is spoken: a
 * client gets one request at a time, and an HTTP/2 connection would cost a thread each.
 */
final class Connections implements AutoCloseable {
  private static final int IDLE_CONNECTIONS = 2048;
  private static final int IDLE_MINUTES = 5;
  private static final String AUTHORITY = "";

  private record Trust(X509TrustManager manager, SSLSocketFactory sockets) {}

  private final X509TrustManager authority;
  private final @Nullable Identity identity;
  private final InstantSource clock;
  private final Resolver resolver = new Resolver();
  private final Map<String, Trust> trusts = new ConcurrentHashMap<>();
  private final OkHttpClient base;

  /**
   * @param authority trusts what the fleet's own authority signed
   * @param identity what is shown to clients that ask for it, or null
   */
  Connections(X509TrustManager authority, @Nullable Identity identity, InstantSource clock) {
    this.authority = authority;
    this.identity = identity;
    this.clock = clock;
    this.base =
        new OkHttpClient.Builder()
            .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, IDLE_MINUTES, TimeUnit.MINUTES))
            .protocols(List.of(Protocol.HTTP_1_1))
            .followRedirects(false)
            .followSslRedirects(false)
            .fastFallback(false)
            .dns(resolver)
            .build();
  }

  /** A client's HTTP, bound to the timeout of a scrape. */
  OkHttpClient to(Client client, ScrapeSettings settings) {
    var builder =
        base.newBuilder()
            .callTimeout(settings.timeout())
            .connectTimeout(settings.timeout())
            .readTimeout(settings.timeout())
            .writeTimeout(settings.timeout());
    if (client.exporter().https()) {
      var trust = trust(client.exporter().certificateSha256());
      builder
          .sslSocketFactory(trust.sockets(), trust.manager())
          .hostnameVerifier(ClientNames.of(client));
    }
    return builder.build();
  }

  private Trust trust(@Nullable String sha256) {
    return trusts.computeIfAbsent(
        sha256 == null ? AUTHORITY : sha256,
        key -> {
          boolean pinned = !key.equals(AUTHORITY);
          var manager = new ExplainingTrust(pinned ? Tls.pinned(key) : authority, pinned, clock);
          return new Trust(manager, Tls.context(identity, manager).getSocketFactory());
        });
  }

  @Override
  public void close() {
    base.connectionPool().evictAll();
    base.dispatcher().executorService().shutdown();
    resolver.close();
  }
}
