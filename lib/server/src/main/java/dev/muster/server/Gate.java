package dev.muster.server;

import dev.muster.server.WebServer.Settings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every request passes before any route, file or web socket: HTTPS, health, log-in, the check
 * of its origin; and what every answer carries.
 */
final class Gate extends Handler.Wrapper {
  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
  static final String IN = "dev.muster.server.in";
  static final String PASSED = "dev.muster.server.passed";

  private static final String BEARER = "Bearer ";
  private static final Pattern SESSION = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final int MAX_TOKEN_CHARS = 4096;
  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'",
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "same-origin",
          "Cache-Control", "no-store");
  private static final String HSTS = "Strict-Transport-Security";
  private static final Answer PLAIN_HTTP =
      new Answer(400, "bad_data", "This port speaks HTTPS alone; write https:// for http://.");
  private static final Answer LOG_IN = new Answer(401, "unauthorized", "Log in first.");
  private static final Answer LATER =
      new Answer(429, "too_many_requests", "Too many wrong passwords came; try again later.");
  private static final Answer OTHER_ORIGIN =
      new Answer(403, "forbidden", "Another site's page may change nothing here.");

  private final Settings settings;
  private final Map<String, String> headers;

  Gate(Settings settings) {
    this.settings = settings;
    this.headers = new LinkedHashMap<>(HEADERS);
    this.headers.putAll(settings.headers());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (!request.isSecure()) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
      PLAIN_HTTP.send(request, response, callback);
      return true;
    }
    request.setAttribute(PASSED, true);
    addHeaders(request, response);
    if (SameOrigin.violatedBy(request)) {
      OTHER_ORIGIN.send(request, response, callback);
      return true;
    }
    var health = READING.contains(request.getMethod()) ? health(request) : Optional.<Answer>empty();
    if (health.isPresent()) {
      health.get().send(request, response, callback);
      return true;
    }
    if (!settings.access().isOpen(request.getMethod(), path(request))) {
      switch (logIn(request)) {
        case LogIns.Outcome.In in -> request.setAttribute(IN, in);
        case LogIns.Outcome.Out _ -> {
          askToLogIn(request, response, callback);
          return true;
        }
        case LogIns.Outcome.Wait(var time) -> {
          var seconds = Math.max(1, time.plusMillis(999).toSeconds());
          response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds);
          LATER.send(request, response, callback);
          return true;
        }
      }
    }
    return super.handle(request, response, callback);
  }

  private void addHeaders(Request request, Response response) {
    headers.forEach(response.getHeaders()::put);
    var host = Request.getServerName(request);
    if (!headers.containsKey(HSTS) && !"localhost".equals(host.toLowerCase(Locale.ROOT))) {
      response.getHeaders().put(HSTS, "max-age=31536000");
    }
  }

  private Optional<Answer> health(Request request) {
    return switch (path(request)) {
      case "/-/healthy" -> Optional.of(Answer.fine("Muster is healthy."));
      case "/-/ready" ->
          Optional.of(
              ready()
                  ? Answer.fine("Muster is ready.")
                  : new Answer(503, "unavailable", "Muster is not ready yet."));
      default -> Optional.empty();
    };
  }

  private boolean ready() {
    try {
      return settings.ready().getAsBoolean();
    } catch (RuntimeException failed) {
      LOG.warn("msg=\"cannot tell whether the program is ready\"", failed);
      return false;
    }
  }

  /** As it was sent, so that no second spelling of a path is open. */
  private static String path(Request request) {
    return Optional.ofNullable(request.getHttpURI().getPath()).orElse("");
  }

  private LogIns.Outcome logIn(Request request) {
    var authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    if (authorization == null) {
      return session(request).map(settings.logIns()::session).orElseGet(LogIns.Outcome.Out::new);
    }
    if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return settings.logIns().basic(authorization, Request.getRemoteAddr(request));
    }
    var token = authorization.substring(BEARER.length()).strip();
    return token.isEmpty() || token.length() > MAX_TOKEN_CHARS
        ? new LogIns.Outcome.Out()
        : settings.logIns().bearer(token);
  }

  /** The one session cookie; none where there are several, as one of them is somebody else's. */
  private static Optional<String> session(Request request) {
    var values =
        Request.getCookies(request).stream()
            .filter(cookie -> cookie.getName().equals(LogIns.COOKIE))
            .map(HttpCookie::getValue)
            .toList();
    return values.size() == 1 && SESSION.matcher(values.getFirst()).matches()
        ? Optional.of(values.getFirst())
        : Optional.empty();
  }

  /** Asks a program for a password, a browser's user on the page. */
  private static void askToLogIn(Request request, Response response, Callback callback) {
    var headers = request.getHeaders();
    var mode = headers.get("Sec-Fetch-Mode");
    if ("navigate".equals(mode) && "GET".equals(request.getMethod())) {
      var wanted = request.getHttpURI().getPathQuery();
      response.setStatus(HttpStatus.SEE_OTHER_303);
      response
          .getHeaders()
          .put(HttpHeader.LOCATION, "/?next=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8));
      callback.succeeded();
      return;
    }
    if (mode == null && !headers.contains("X-Requested-With")) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"Muster\"");
    }
    LOG_IN.send(request, response, callback);
  }
}
