package dev.muster.exporter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.muster.exporter.PageText.Format;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes every request to whom it is for, if the client may. */
final class Router implements HttpHandler, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  /** What the paths lead to. */
  record Targets(
      String telemetryPath,
      ScrapePage page,
      OtherFormats others,
      EventsEndpoint events,
      HostEndpoint host,
      CertificateEndpoint certificates,
      SelfMetrics self) {}

  private final Targets targets;
  private final LiveWeb web;
  private final @Nullable TokenBucket rate;
  private final int maxRequests;
  private final Semaphore places;

  /**
   * A router.
   *
   * @param rate all requests go through it; null: none is held back
   * @param maxRequests this many scrapes, and as many event readings, at once; 0: any number
   */
  Router(Targets targets, LiveWeb web, @Nullable TokenBucket rate, int maxRequests) {
    this.targets = targets;
    this.web = web;
    this.rate = rate;
    this.maxRequests = maxRequests;
    this.places = new Semaphore(maxRequests == 0 ? Integer.MAX_VALUE : maxRequests);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      answer(exchange);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try {
      LiveWeb.InForce now = web.current();
      now.headers().forEach(exchange.getResponseHeaders()::set);
      String method = exchange.getRequestMethod();
      if (rate != null && !rate.take()) {
        Answer.text(exchange, 429, "Too many requests; the web config's rate_limit allows fewer.");
      } else if (method.equals("GET") || method.equals("HEAD")) {
        route(exchange, now.access(), exchange.getRequestURI().getPath());
      } else {
        otherMethod(exchange, now.access(), exchange.getRequestURI().getPath());
      }
    } catch (BadRequestException e) {
      Answer.text(exchange, 400, e.sentence());
    } catch (RuntimeException e) {
      LOG.error("msg=\"bug\" path={}", exchange.getRequestURI().getPath(), e);
      Answer.text(exchange, 500, "The exporter failed to answer; its log says why.");
    }
  }

  private void route(HttpExchange exchange, Access access, String path) throws IOException {
    if (path.equals("/-/healthy")) {
      Answer.text(exchange, 200, "Healthy");
    } else if (path.equals("/-/ready")) {
      Answer.text(exchange, 200, "Ready");
    } else if (path.equals("/events")) {
      events(exchange, access);
    } else if (!access.mayScrape(exchange)) {
      unauthorized(exchange);
    } else if (path.equals(targets.telemetryPath)) {
      scrape(exchange);
    } else if (path.equals("/api/v1/host")) {
      host(exchange);
    } else if (ApiPages.has(path)) {
      ApiPages.answer(exchange, path, targets.telemetryPath);
    } else if (path.equals("/")) {
      Answer.body(exchange, 200, "text/html; charset=utf-8", landingPage());
    } else {
      Answer.text(exchange, 404, "Not found; metrics are at " + targets.telemetryPath + ".");
    }
  }

  /** As node_exporter's, the metrics page is the same however it is asked for. */
  private void otherMethod(HttpExchange exchange, Access access, String path) throws IOException {
    if (!access.mayScrape(exchange)) {
      unauthorized(exchange);
    } else if (path.equals(targets.telemetryPath)) {
      scrape(exchange);
    } else if (CertificateEndpoint.has(path)) {
      targets.certificates.handle(exchange, access);
    } else {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      Answer.text(exchange, 405, "Only GET and HEAD are answered here.");
    }
  }

  private static void unauthorized(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("WWW-Authenticate", "Basic");
    Answer.text(exchange, 401, "Unauthorized");
  }

  private void events(HttpExchange exchange, Access access) throws IOException {
    if (!access.mayReadEvents(exchange)) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Basic");
      Answer.text(
          exchange,
          401,
          "Event logs need a log-in: set basic_auth_users, or client_ca_file with"
              + " client_auth_type, in the file of --web.config.file.");
    } else if (places.tryAcquire()) {
      try {
        targets.events.handle(exchange);
      } finally {
        places.release();
      }
    } else {
      tooMany(exchange);
    }
  }

  private void host(HttpExchange exchange) throws IOException {
    if (places.tryAcquire()) {
      try {
        targets.host.handle(exchange);
      } catch (BadRequestException e) {
        ApiPages.error(exchange, 400, e.sentence());
      } finally {
        places.release();
      }
    } else {
      ApiPages.error(exchange, 503, tooMany());
    }
  }

  private void scrape(HttpExchange exchange) throws IOException {
    targets.self.begin();
    boolean hasPlace = places.tryAcquire();
    try {
      if (hasPlace) {
        page(exchange);
      } else {
        tooMany(exchange);
      }
    } finally {
      targets.self.end(exchange.getResponseCode() < 0 ? 500 : exchange.getResponseCode());
      if (hasPlace) {
        places.release();
      }
    }
  }

  private void page(HttpExchange exchange) throws IOException {
    QueryString query = QueryString.parse(exchange.getRequestURI().getRawQuery());
    CollectorFilter filter = CollectorFilter.of(query);
    filter.check(targets.page.collectors());
    Accepted form = Accepted.of(exchange.getRequestHeaders().get("Accept"));
    Format format = form == Accepted.OPEN_METRICS ? Format.OPEN_METRICS : Format.PROMETHEUS;
    String type = form == Accepted.PROTOBUF ? Accepted.PROTOBUF_TYPE : format.contentType();
    if (Answer.isHead(exchange)) {
      Answer.body(exchange, 200, type, "");
    } else if (!query.all("name[]").isEmpty()) {
      targets.others.handle(exchange);
    } else if (form == Accepted.PROTOBUF) {
      Answer.page(exchange, type, PageProtobuf.of(targets.page.snapshots(filter)));
    } else {
      Answer.page(exchange, type, targets.page.text(filter, format));
    }
  }

  private void tooMany(HttpExchange exchange) throws IOException {
    Answer.text(exchange, 503, tooMany());
  }

  private String tooMany() {
    return "Limit of concurrent requests reached (%d), try again later.".formatted(maxRequests);
  }

  private String landingPage() {
    String path = html(targets.telemetryPath);
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head><meta charset="utf-8"><title>Muster exporter</title></head>
    <body>
    <h1>Muster exporter</h1>
    <p>Version %s</p>
    <ul>
    <li><a href="%s">Metrics</a></li>
    <li><a href="/events">Event-log records</a> (needs a log-in)</li>
    <li><a href="/api/v1/host">This machine</a>, as JSON</li>
    <li><a href="/api/v1/">What may be asked, and the answers</a></li>
    <li><a href="/-/healthy">Healthy</a></li>
    <li><a href="/-/ready">Ready</a></li>
    </ul>
    </body>
    </html>
    """
        .formatted(html(BuildInfo.version()), path);
  }

  @Override
  public void close() {
    targets.host.close();
  }

  private static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
