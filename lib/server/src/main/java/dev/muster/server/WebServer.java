package dev.muster.server;

import dev.muster.web.BasicAuth;
import dev.muster.web.Identity;
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
 * <p>Who may ask what, an {@link AccessTable} says. A request's header is at most 16 KiB, its body
 * {@code maxBodyBytes}; a connection silent for 30 s is closed; 1,000 connections at a time are
 * taken. A request that changes something must not come from another site's page.
 */
public final class WebServer implements AutoCloseable {
  /** The largest body taken where the settings say nothing else. */
  public static final long DEFAULT_MAX_BODY_BYTES = 10L << 20;

  private static final Principal EVERYBODY = new Principal("", Role.VIEWER, Set.of());

  /** One whose only group is none that there can be. */
  private static final Principal NOBODY = new Principal("", Role.VIEWER, Set.of("\n"));

  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final int MIN_THREADS = 4;
  private static final int MAX_THREADS = 32;
  private static final long STOP_TIMEOUT_MS = 1500;

  /**
   * How it is served.
   *
   * @param logIns tells whom a request comes from
   * @param access who may ask what
   * @param deeds takes what was changed
   * @param ready what {@code /-/ready} answers: 200 or 503
   * @param maxBodyBytes of a request; more is answered 413
   * @param headers added to every answer; they go before the server's own of that name
   */
  public record Settings(
      ListenAddress address,
      WebConfig.TlsServer tls,
      LogIns logIns,
      AccessTable access,
      Consumer<Deed> deeds,
      BooleanSupplier ready,
      long maxBodyBytes,
      Map<String, String> headers) {
    public Settings {
      headers = Map.copyOf(headers);
    }

    public Settings(
        ListenAddress address,
        WebConfig.TlsServer tls,
        LogIns logIns,
        AccessTable access,
        Consumer<Deed> deeds,
        BooleanSupplier ready) {
      this(address, tls, logIns, access, deeds, ready, DEFAULT_MAX_BODY_BYTES, Map.of());
    }

    /**
     * With users who may do everything.
     *
     * @param openPaths that need no log-in to be read
     */
    public Settings(
        ListenAddress address,
        WebConfig.TlsServer tls,
        BasicAuth users,
        Set<String> openPaths,
        BooleanSupplier ready) {
      this(address, tls, LogIns.of(users), AccessTable.open(openPaths), deed -> {}, ready);
    }

    public Settings with(LogIns otherLogIns, AccessTable otherAccess, Consumer<Deed> otherDeeds) {
      return new Settings(
          address, tls, otherLogIns, otherAccess, otherDeeds, ready, maxBodyBytes, headers);
    }

    public Settings withMaxBodyBytes(long other) {
      return new Settings(address, tls, logIns, access, deeds, ready, other, headers);
    }

    public Settings withHeaders(Map<String, String> other) {
      return new Settings(address, tls, logIns, access, deeds, ready, maxBodyBytes, other);
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
                    .filter(route -> route.endpoint.method.isHttpMethod())
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
    var check = new AccessCheck(settings.access(), settings.deeds());
    config.routes.beforeMatched(check::before);
    config.routes.after(check::after);
    config.routes.exception(
        AccessRefused.class, (refused, context) -> refused.answer().send(context));
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

  /** Says whom a request comes from, to a server that is none of this class. */
  public static void setPrincipal(Context context, Principal principal) {
    context.attribute(Gate.IN, new LogIns.Outcome.In(principal, "", () -> true));
  }

  /** Who sent the request; empty on an open path. */
  public static Optional<String> user(Context context) {
    return principal(context).map(Principal::name);
  }

  /** Who sent the request, with role and groups; empty on an open path. */
  public static Optional<Principal> principal(Context context) {
    return in(context).map(LogIns.Outcome.In::principal);
  }

  /**
   * What of the clients the sender of a request sees: those of its groups; nothing on an open path;
   * all where no server of this class stands before the handler.
   */
  public static Principal viewer(Context context) {
    return principal(context)
        .orElse(context.req().getAttribute(Gate.PASSED) == null ? EVERYBODY : NOBODY);
  }

  /**
   * Whether the log-in of a request still counts, for an answer that goes on: false once its
   * session has ended, its token was taken away, its user's password was changed.
   */
  public static BooleanSupplier stands(Context context) {
    return in(context).map(LogIns.Outcome.In::stands).orElse(() -> false);
  }

  /**
   * What a form of ours must send as {@code csrf}, a script as {@code X-CSRF-Token}; "" where the
   * log-in is none of a browser's.
   */
  public static String csrf(Context context) {
    return in(context).map(LogIns.Outcome.In::csrf).orElse("");
  }

  /** Says more about what a request changed, for the audit log: a few words, no secrets. */
  public static void audit(Context context, String detail) {
    audit(context, user(context).orElse(""), detail);
  }

  /** The same, with the name of who did it where the request did not tell by itself. */
  public static void audit(Context context, String user, String detail) {
    AccessCheck.detail(context, user, detail);
  }

  static Optional<LogIns.Outcome.In> in(Context context) {
    return Optional.ofNullable((LogIns.Outcome.In) context.req().getAttribute(Gate.IN));
  }

  /** The methods and paths that are served, such as {@code GET /-/ready}. */
  public List<String> routes() {
    return routes;
  }

  /** Shows another certificate, from the next handshake; what is connected goes on. */
  public void show(Identity identity) {
    HttpsConnector.show(connector, identity);
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
