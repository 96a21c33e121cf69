package dev.muster.scraper;

import dev.muster.fleet.Client;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.scraper.ssh.SshAccess;
import dev.muster.web.Identity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import javax.net.ssl.X509TrustManager;

/** Single requests to exporters, as the scraper would make them: not for their metrics. */
public final class ExporterCalls implements AutoCloseable {
  private static final int MAX_BYTES = 64 * 1024;
  private static final ScrapeSettings SETTINGS =
      new ScrapeSettings(Duration.ofSeconds(15), Duration.ofSeconds(20), MAX_BYTES, 1);

  private final Connections connections;

  /** What a client answered, whatever its status. */
  public record Reply(int status, String text) {}

  /**
   * Calls.
   *
   * @param authority trusts what the fleet's own certificate authority signed
   * @param identity shown to clients that ask for it
   * @param ssh for the clients that are reached by it
   */
  public ExporterCalls(
      X509TrustManager authority, Supplier<Identity> identity, InstantSource clock, SshAccess ssh) {
    this(new Connections(authority, identity, clock, ssh));
  }

  /** Over the connections of a scraper; to be closed with them. */
  ExporterCalls(Connections connections) {
    this.connections = connections;
  }

  /**
   * One request.
   *
   * @param text the body; "" for none
   * @throws ScrapeException if there is no answer
   */
  public Reply call(Client client, String method, String path, String text) {
    var http = connections.to(client, SETTINGS);
    try {
      return new Exporter(client, SETTINGS, http).call(method, path, text, MAX_BYTES);
    } finally {
      http.connectionPool().evictAll();
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
