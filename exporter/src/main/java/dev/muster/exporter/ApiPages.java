package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/**
 * What describes the HTTP API: the OpenAPI document and a page that shows it. The page has a script
 * and a style of its own and may fetch nothing from elsewhere.
 */
final class ApiPages {
  private record Resource(String file, String type) {}

  private static final Resource PAGE = new Resource("api.html", "text/html; charset=utf-8");
  private static final Map<String, Resource> PATHS =
      Map.of(
          "/api/v1", PAGE,
          "/api/v1/", PAGE,
          "/api/v1/api.css", new Resource("api.css", "text/css; charset=utf-8"),
          "/api/v1/api.js", new Resource("api.js", "text/javascript; charset=utf-8"),
          "/api/v1/openapi.json", new Resource("openapi.json", HostEndpoint.TYPE));
  private static final String CONTENT_SECURITY = "Content-Security-Policy";
  private static final String OWN_ALONE =
      "default-src 'none'; connect-src 'self'; script-src 'self'; style-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private ApiPages() {}

  static boolean has(String path) {
    return PATHS.containsKey(path);
  }

  /** Answers; a policy that the web config sets stands as it is. */
  static void answer(HttpExchange exchange, String path, String telemetryPath) throws IOException {
    Resource resource = Objects.requireNonNull(PATHS.get(path), path);
    Headers headers = exchange.getResponseHeaders();
    if (LiveWeb.NOTHING_ELSE.equals(headers.getFirst(CONTENT_SECURITY))) {
      headers.set(CONTENT_SECURITY, OWN_ALONE);
    }
    Answer.body(exchange, 200, resource.type(), text(resource.file(), telemetryPath));
  }

  /** Answers with an error of the API. */
  static void error(HttpExchange exchange, int status, String sentence) throws IOException {
    var json = new JsonWriter().open().text("error", sentence).close();
    Answer.body(exchange, status, HostEndpoint.TYPE, json + "\n");
  }

  private static String text(String file, String telemetryPath) {
    try (InputStream in = Objects.requireNonNull(ApiPages.class.getResourceAsStream(file), file)) {
      String text = new String(in.readAllBytes(), UTF_8);
      return file.equals("openapi.json")
          ? text.replace("\"/metrics\"", quoted(telemetryPath))
          : text;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static String quoted(String text) {
    var json = new StringBuilder();
    JsonText.append(json, text);
    return json.toString();
  }
}
