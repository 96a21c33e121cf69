package dev.muster.server;

import dev.muster.web.BasicAuth;
import dev.muster.web.ListenAddress;
import dev.muster.web.WebConfig;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinLogger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTPS port on Jetty with virtual threads. Every path asks for log-in but {@code /-/healthy}
 * and {@code /-/ready}, which it serves itself.
 *
 * <p>A request's header is at most 16 KiB, its body {@code maxBodyBytes}; a connection silent for
 * 30 s is closed; 1,000 connections at a time are taken. A request that changes something must not
 * come from another site's page.
 */
public final class WebServer implements AutoCloseable {
  /** The largest body taken where the settings say nothing else. */
  public static final long DEFAULT_MAX_BODY_BYTES = 10L << 20;

  static final String PRINCIPAL = "dev.muster.server.principal";

  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final int MIN_THREADS = 4;
  private static final int MAX_THREADS = 32;
  private static final long STOP_TIMEOUT_MS = 1500;

  /**
   * How it is served.
   *
   * @param openPaths further paths that need no log-in to be read, such as {@code /metrics} where
   *     its owner asks for it
   * @param ready what {@code /-/ready} answers: 200 or 503
   * @param tokens whom a bearer token belongs to, or empty
   * @param maxBodyBytes of a request; more is answered 413
   * @param headers added to every answer; they go before the server's own of that name
   */
  public record Settings(
      ListenAddress address,
      WebConfig.TlsServer tls,
      BasicAuth users,
      Set<String> openPaths,
      BooleanSupplier ready,
      Function<String, Optional<TokenUser>> tokens,
      long maxBodyBytes,
      Map<String, String> headers) {
    public Settings {
      openPaths = Set.copyOf(openPaths);
      headers = Map.copyOf(headers);
    }

    public Settings(
        ListenAddress address,
        WebConfig.TlsServer tls,
        BasicAuth users,
        Set<String> openPaths,
        BooleanSupplier ready) {
      this(
          address,
          tls,
          users,
          openPaths,
          ready,
          token -> Optional.empty(),
          DEFAULT_MAX_BODY_BYTES,
          Map.of());
    }

    public Settings withTokens(Function<String, Optional<TokenUser>> other) {
      return new Settings(address, tls, users, openPaths, ready, other, maxBodyBytes, headers);
    }

    public Settings withMaxBodyBytes(long other) {
      return new Settings(address, tls, users, openPaths, ready, tokens, other, headers);
    }

    public Settings withHeaders(Map<String, String> other) {
      return new Settings(address, tls, users, openPaths, ready, tokens, maxBodyBytes, other);
    }
  }

  private final Server server;
  private final ServerConnector connector;
  private final List<String> routes;
  private final AtomicBoolean closed = new AtomicBoolean();

  private WebServer(Server server, List<String> routes) {
    this.server = server;
    this.routes = routes;
    this.connector = (ServerConnector) server.getConnectors()[0];
  }

  /**
   * Starts to listen.
   *
   * @param routes each adds its handlers
   * @throws ListenException if the address cannot be had, saying which and why
   */
  public static WebServer start(Settings settings, List<Consumer<RoutesConfig>> routes) {
    // Javalin greets in the log for the whole JVM; a program says itself where it listens.
    JavalinLogger.startupInfo = false;
    var javalin = Javalin.create(config -> configure(config, settings, routes));
    javalin.start();
    var served =
        Stream.concat(
                javalin.unsafe.internalRouter.allHttpHandlers().stream()
                    .map(route -> route.endpoint.method + " " + route.endpoint.path),
                Stream.of("GET /-/healthy", "GET /-/ready"))
            .sorted()
            .toList();
    return new WebServer(javalin.jettyServer().server(), served);
  }

  private static void configure(
      JavalinConfig config, Settings settings, List<Consumer<RoutesConfig>> routes) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.http.maxRequestSize = settings.maxBodyBytes();
    config.jetty.threadPool = threads();
    config.jetty.modifyServer(server -> guard(server, settings));
    config.jetty.addConnector(
        (server, _) -> HttpsConnector.open(server, settings.tls(), settings.address()));
    config.http.prefer405over404 = true;
    config.routes.exception(HttpResponseException.class, WebServer::refuse);
    config.routes.exception(Exception.class, WebServer::fail);
    routes.forEach(route -> route.accept(config.routes));
  }

  private static QueuedThreadPool threads() {
    var threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
    threads.setName("web");
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("web-request-", 0).factory()));
    return threads;
  }

  private static void guard(Server server, Settings settings) {
    server.setErrorHandler(new PlainErrors());
    server.setStopTimeout(STOP_TIMEOUT_MS);
    server.insertHandler(new Gate(settings));
    server.insertHandler(new BodyLimit(settings.maxBodyBytes()));
    server.insertHandler(new GracefulHandler());
  }

  private static void refuse(HttpResponseException refusal, Context context) {
    var methods = refusal.getDetails().get("availableMethods");
    if (methods != null) {
      context.header("Allow", methods);
    }
    Answer.of(refusal.getStatus()).send(context);
  }

  private static void fail(Exception failure, Context context) {
    if (failure instanceof HttpException refused && refused.getCode() < 500) {
      Answer.of(refused.getCode()).send(context);
      return;
    }
    LOG.error(
        "msg=\"a request failed\" method={} path={}", context.method(), context.path(), failure);
    new Answer(500, "internal", "The server failed; its log says why.").send(context);
  }

  /** Who sent the request; empty on an open path. */
  public static Optional<String> user(Context context) {
    return principal(context).map(Principal::name);
  }

  /** Who sent the request, with role and groups; empty on an open path. */
  public static Optional<Principal> principal(Context context) {
    return Optional.ofNullable((Principal) context.req().getAttribute(PRINCIPAL));
  }

  /** The methods and paths that are served, such as {@code GET /-/ready}. */
  public List<String> routes() {
    return routes;
  }

  public int port() {
    return connector.getLocalPort();
  }

  /** Takes no more requests, lets those under way end for 1.5 s, and stops. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      server.stop();
    } catch (TimeoutException late) {
      LOG.info("msg=\"requests that went on were cut off\" after_ms={}", STOP_TIMEOUT_MS);
    } catch (Exception failed) {
      LOG.warn("msg=\"the web server did not stop in order\"", failed);
    }
  }
}
