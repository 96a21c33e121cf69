package dev.muster.server;

import java.net.URI;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Guards against requests that another site's page makes a browser send: a browser adds the user's
 * log-in by itself, but also the {@code Origin} of the page. Programs send no origin.
 */
final class SameOrigin {
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  private static final int HTTPS_PORT = 443;

  private SameOrigin() {}

  /** Whether the request changes something and comes from another site's page. */
  static boolean violatedBy(Request request) {
    if (READING.contains(request.getMethod())) {
      return false;
    }
    var headers = request.getHeaders();
    if ("cross-site".equals(headers.get("Sec-Fetch-Site"))) {
      return true;
    }
    return headers.getValuesList(HttpHeader.ORIGIN).stream()
        .anyMatch(origin -> !isOurs(origin, request));
  }

  private static boolean isOurs(String origin, Request request) {
    try {
      var uri = URI.create(origin);
      var port = uri.getPort() < 0 ? HTTPS_PORT : uri.getPort();
      return "https".equalsIgnoreCase(uri.getScheme())
          && uri.getHost() != null
          && uri.getHost().equalsIgnoreCase(Request.getServerName(request))
          && port == Request.getServerPort(request);
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }
}
