package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import dev.muster.web.ClientFiles;
import dev.muster.web.RenewableFiles;
import dev.muster.web.RenewalRefusedException;
import dev.muster.web.WebConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the fleet's server renews this exporter's certificate, and brings its authority's revocation
 * list, over the connection by which it scrapes. Nobody else may.
 *
 * <pre>
 * POST /-/certificate/request   a request for a certificate for a new key, which waits
 * PUT  /-/certificate           the chain of certificates (PEM), in force from the next connection
 * PUT  /-/authority             authorities and their revocation lists (PEM)
 * </pre>
 */
final class CertificateEndpoint {
  private static final String REQUEST = "/-/certificate/request";
  private static final String CERTIFICATE = "/-/certificate";
  private static final String AUTHORITY = "/-/authority";
  private static final int MAX_BYTES = 1 << 20;

  private final @Nullable Path webConfig;

  /**
   * An endpoint.
   *
   * @param webConfig whose files are renewed; null: none can be
   */
  CertificateEndpoint(@Nullable Path webConfig) {
    this.webConfig = webConfig;
  }

  static boolean has(String path) {
    return path.equals(CERTIFICATE) || path.equals(REQUEST) || path.equals(AUTHORITY);
  }

  /** Answers whoever may ask; the others get 403. */
  void handle(HttpExchange exchange, Access access) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String method = path.equals(REQUEST) ? "POST" : "PUT";
    X509Certificate @Nullable [] asker = access.certificates(exchange);
    if (!exchange.getRequestMethod().equals(method)) {
      exchange.getResponseHeaders().set("Allow", method);
      Answer.text(exchange, 405, "Only " + method + " is answered here.");
    } else if (asker == null || !ClientFiles.isScraper(asker[0])) {
      Answer.text(
          exchange,
          403,
          "Only who shows the fleet's certificate for " + ClientFiles.SCRAPER + " may do this.");
    } else {
      renew(exchange, path, asker);
    }
  }

  private void renew(HttpExchange exchange, String path, X509Certificate[] asker)
      throws IOException {
    try {
      var files = webConfig == null ? null : RenewableFiles.of(webConfig).orElse(null);
      if (files == null) {
        Answer.text(
            exchange,
            404,
            "Nothing can be renewed here: the web config must name one file as cert_file and"
                + " key_file, and a client_ca_file.");
      } else if (path.equals(REQUEST)) {
        Answer.text(exchange, 200, files.request().strip());
      } else if (path.equals(CERTIFICATE)) {
        files.take(body(exchange));
        Answer.text(exchange, 200, "In force from the next connection.");
      } else {
        files.takeAuthority(body(exchange), asker);
        Answer.text(exchange, 200, "In force from the next connection.");
      }
    } catch (RenewalRefusedException | WebConfigException e) {
      Answer.text(exchange, 409, Objects.toString(e.getMessage()));
    }
  }

  private static String body(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new BadRequestException("More than %d bytes are not taken.".formatted(MAX_BYTES));
    }
    return new String(bytes, US_ASCII);
  }
}
