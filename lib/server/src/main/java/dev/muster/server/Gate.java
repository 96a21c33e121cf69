package dev.muster.server;

import dev.muster.server.WebServer.Settings;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
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
  private static final String BEARER = "Bearer ";
  private static final int MAX_TOKEN_CHARS = 4096;
  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'",
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "same-origin");
  private static final String HSTS = "Strict-Transport-Security";
  private static final Answer PLAIN_HTTP =
      new Answer(400, "bad_data", "This port speaks HTTPS alone; write https:// for http://.");
  private static final Answer LOG_IN = new Answer(401, "unauthorized", "Log in first.");
  private static final Answer NOT_YOURS =
      new Answer(403, "forbidden", "This token may not do that.");
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
    if (!open(request)) {
      var user = user(request);
      if (user.isEmpty()) {
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"Muster\"");
        LOG_IN.send(request, response, callback);
        return true;
      }
      if (!user.get().may().test(request.getMethod(), path(request))) {
        NOT_YOURS.send(request, response, callback);
        return true;
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

  private boolean open(Request request) {
    return READING.contains(request.getMethod()) && settings.openPaths().contains(path(request));
  }

  /** As it was sent, so that no second spelling of a path is open. */
  private static String path(Request request) {
    return Optional.ofNullable(request.getHttpURI().getPath()).orElse("");
  }

  private Optional<TokenUser> user(Request request) {
    var authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    if (authorization == null) {
      return Optional.empty();
    }
    var user =
        authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
            ? userOfToken(authorization.substring(BEARER.length()).strip())
            : settings.users().user(authorization).map(TokenUser::new);
    user.ifPresent(one ->
        request.setAttribute(WebServer.PRINCIPAL, new Principal(one.name(), Role.ADMIN, Set.of())));
    return user;
  }

  private Optional<TokenUser> userOfToken(String token) {
    return token.isEmpty() || token.length() > MAX_TOKEN_CHARS
        ? Optional.empty()
        : settings.tokens().apply(token);
  }
}
