package dev.muster.server;

import dev.muster.web.BasicAuth;
import dev.muster.web.ListenAddress;
import dev.muster.web.WebConfig;
import io.javalin.config.RoutesConfig;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One HTTPS port on Jetty with virtual threads. Every path asks for log-in but {@code /-/healthy}
 * and {@code /-/ready}, which it serves itself.
 */
public final class WebServer implements AutoCloseable {
  /**
   * How it is served.
   *
   * @param openPaths further paths that need no log-in, such as {@code /metrics} where its owner
   *     asks for it
   * @param ready what {@code /-/ready} answers: 200 or 503
   */
  public record Settings(
      ListenAddress address,
      WebConfig.TlsServer tls,
      BasicAuth users,
      Set<String> openPaths,
      BooleanSupplier ready) {
    public Settings {
      openPaths = Set.copyOf(openPaths);
    }
  }

  /**
   * Starts to listen.
   *
   * @param routes each adds its handlers
   * @throws ListenException if the address cannot be had, saying which and why
   */
  public static WebServer start(Settings settings, List<Consumer<RoutesConfig>> routes) {
    throw new UnsupportedOperationException(settings.toString() + routes);
  }

  public int port() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
