package dev.muster.server;

import dev.muster.web.Identity;
import dev.muster.web.ListenAddress;
import dev.muster.web.Tls;
import dev.muster.web.WebConfig.TlsServer;
import java.io.IOException;
import java.net.BindException;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The one listening socket: HTTP/1.1 in TLS, bounded; plain HTTP gets as far as the gate. */
final class HttpsConnector {
  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_CONNECTIONS = 1000;
  private static final int IDLE_TIMEOUT_MS = 30_000;
  private static final int SELECTORS = 1;

  private HttpsConnector() {}

  /** Listens at once, so that a port which cannot be had is known before anything starts. */
  static ServerConnector open(Server server, TlsServer tls, ListenAddress address) {
    var http = new HttpConnectionFactory(configuration());
    var ssl = new SslConnectionFactory(new TlsFactory(tls), http.getProtocol());
    var connector =
        new ServerConnector(server, 0, SELECTORS, new DetectorConnectionFactory(ssl), http);
    connector.setHost(address.host().isEmpty() ? null : address.host());
    connector.setPort(address.port());
    connector.setIdleTimeout(IDLE_TIMEOUT_MS);
    connector.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
    bind(connector, address);
    return connector;
  }

  /** Shows another identity, from the next handshake; what is connected goes on. */
  static void show(ServerConnector connector, Identity identity) {
    for (var factory : connector.getContainedBeans(TlsFactory.class)) {
      factory.shown = identity;
    }
  }

  private static HttpConfiguration configuration() {
    var configuration = new HttpConfiguration();
    configuration.setRequestHeaderSize(MAX_HEADER_BYTES);
    configuration.setSendServerVersion(false);
    configuration.setSendXPoweredBy(false);
    configuration.setUriCompliance(UriCompliance.DEFAULT);
    // A certificate need not have the name a client calls: tunnels and pinned clients don't.
    configuration.addCustomizer(new SecureRequestCustomizer(false));
    return configuration;
  }

  private static void bind(ServerConnector connector, ListenAddress address) {
    if (address.toSocketAddress().isUnresolved()) {
      throw new ListenException(
          "cannot listen on " + address + ": no host of that name is known", new IOException());
    }
    try {
      connector.open();
    } catch (IOException refused) {
      throw new ListenException("cannot listen on " + address + ": " + why(refused), refused);
    }
  }

  private static String why(IOException refused) {
    var root = refused.getCause() == null ? refused : refused.getCause();
    var message = String.valueOf(root.getMessage());
    var words = message.toLowerCase(Locale.ROOT);
    if (words.contains("in use")) {
      return "the port is taken by another program; choose another with --web.listen-address";
    }
    if (words.contains("permission") || words.contains("access")) {
      return "this account may not use the port; choose one above 1023 with --web.listen-address";
    }
    return root instanceof BindException
        ? "this machine has no such address; choose another with --web.listen-address"
        : message;
  }

  /** TLS as the web config has it; Jetty's own ideas of suites and protocols stay out. */
  private static final class TlsFactory extends SslContextFactory.Server {
    private final TlsServer tls;
    private volatile Identity shown;

    TlsFactory(TlsServer tls) {
      this.tls = tls;
      this.shown = tls.identity();
      setSslContext(Tls.live(tls, () -> shown));
      setRenegotiationAllowed(false);
    }

    @Override
    public void customize(SSLEngine engine) {
      super.customize(engine);
      engine.setSSLParameters(Tls.parameters(tls));
    }
  }
}
