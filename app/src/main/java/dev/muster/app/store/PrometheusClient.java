package dev.muster.app.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.fleet.MetricStore;
import dev.muster.metrics.QueryException;
import dev.muster.metrics.QueryException.Reason;
import dev.muster.web.Tls;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server by Prometheus's HTTP API. Bounded: so many requests at a time, so long, answers so
 * large. Redirects are not followed, so that the log-in never goes elsewhere.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/api/">the API</a>
 */
public final class PrometheusClient implements AutoCloseable {
  private static final int MOST_BYTES = 64 << 20;
  private static final int AT_A_TIME = 20;
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** An answer as it came: any status but those of a refused log-in. */
  @SuppressWarnings("ArrayRecordComponent") // never compared; it goes through as it came
  record Answer(int status, String contentType, byte[] body) {}

  private final HttpClient http;
  private final String name;
  private final Supplier<@Nullable String> authorization;
  private final String base;
  private final Semaphore room = new Semaphore(AT_A_TIME);
  private volatile String trouble = "";

  /**
   * A client.
   *
   * @param base such as {@code https://prometheus.example.org:9090} or with a path behind it
   * @param tls trust and identity, or null for the JDK's own
   * @param authorization the {@code Authorization} header's value, or null for none; asked for each
   *     request
   * @throws IllegalArgumentException if the base is no http or https address
   */
  public PrometheusClient(
      URI base, @Nullable SSLContext tls, Supplier<@Nullable String> authorization) {
    this("the server " + shown(base), base, tls, authorization);
  }

  private PrometheusClient(
      String name, URI base, @Nullable SSLContext tls, Supplier<@Nullable String> authorization) {
    this.name = name;
    this.base = base.toString().replaceFirst("/+$", "");
    this.authorization = authorization;
    var builder =
        HttpClient.newBuilder().connectTimeout(CONNECT).followRedirects(HttpClient.Redirect.NEVER);
    http = (tls == null ? builder : builder.sslContext(tls)).build();
  }

  /**
   * A client of the store that a fleet file names.
   *
   * @throws IllegalArgumentException if the file of authorities cannot be read
   */
  public static PrometheusClient of(MetricStore store) {
    var file = store.caFile();
    var tls = file == null ? null : Tls.context(null, Tls.trusting(certificates(file)));
    @Nullable String authorization = authorization(store);
    return new PrometheusClient(
        "the store " + store.shown(), store.query(), tls, () -> authorization);
  }

  private static String shown(URI base) {
    String scheme = String.valueOf(base.getScheme()).toLowerCase(Locale.ROOT);
    if (base.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
      throw new IllegalArgumentException(
          "\"" + base + "\" is no address of a server; write https://HOST:PORT");
    }
    return scheme + "://" + base.getHost() + (base.getPort() < 0 ? "" : ":" + base.getPort());
  }

  private static @Nullable String authorization(MetricStore store) {
    var token = store.token();
    var password = store.password();
    if (token != null) {
      return "Bearer " + token.value();
    }
    return password == null
        ? null
        : "Basic "
            + Base64.getEncoder()
                .encodeToString((store.username() + ":" + password.value()).getBytes(UTF_8));
  }

  private static List<X509Certificate> certificates(Path file) {
    try (var pem = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (IOException | CertificateException e) {
      throw new IllegalArgumentException(
          file + " cannot be read as certificates of authorities; see ca-file of <archive>", e);
    }
  }

  /** The server as people read it. */
  String name() {
    return name;
  }

  /** One sentence about the server that did not answer the last time; "" where it did. */
  public String trouble() {
    return trouble;
  }

  /**
   * Asks with a form, or where the API takes none, by the address.
   *
   * @param path such as {@code /api/v1/query}
   * @throws QueryException if nobody answers, or not in time, or refuses the log-in
   */
  Answer ask(
      String path, Map<String, List<String>> parameters, boolean byAddress, Duration timeout) {
    boolean entered = false;
    try {
      entered = room.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (!entered) {
        throw new QueryException(
            Reason.TIMEOUT, said(AT_A_TIME + " other requests did not end in time"));
      }
      var answer = answered(send(request(path, form(parameters), byAddress, timeout), timeout));
      trouble = "";
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryException(Reason.UNAVAILABLE, said("interrupted"), e);
    } catch (QueryException e) {
      trouble = String.valueOf(e.getMessage());
      throw e;
    } finally {
      if (entered) {
        room.release();
      }
    }
  }

  private static String form(Map<String, List<String>> parameters) {
    return parameters.entrySet().stream()
        .flatMap(entry -> entry.getValue().stream().map(value -> encoded(entry.getKey(), value)))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String name, String value) {
    return URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(value, UTF_8);
  }

  private HttpRequest request(String path, String form, boolean byAddress, Duration timeout) {
    var request =
        byAddress
            ? HttpRequest.newBuilder(URI.create(base + path + (form.isEmpty() ? "" : "?" + form)))
            : HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
    request.timeout(timeout).header("Accept", "application/json");
    @Nullable String logIn = authorization.get();
    if (logIn != null) {
      request.header("Authorization", logIn);
    }
    return request.build();
  }

  private HttpResponse<byte[]> send(HttpRequest request, Duration timeout)
      throws InterruptedException {
    var body =
        HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MOST_BYTES);
    var pending = http.sendAsync(request, body);
    try {
      return pending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      pending.cancel(true);
      throw new QueryException(
          Reason.TIMEOUT, said("nothing within " + timeout.toMillis() / 1000.0 + " s"), e);
    } catch (ExecutionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      boolean late = cause instanceof HttpTimeoutException;
      throw new QueryException(
          late ? Reason.TIMEOUT : Reason.UNAVAILABLE, said(words(cause)), cause);
    } finally {
      if (!pending.isDone()) {
        pending.cancel(true);
      }
    }
  }

  private static String words(Throwable cause) {
    for (@Nullable Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException) {
        return "no such host";
      }
      if (t instanceof CertPathBuilderException) {
        return "its certificate is not signed by an authority trusted here; name its ca-file";
      }
    }
    if (cause instanceof ConnectException && cause.getMessage() == null) {
      return "nobody listens there";
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private Answer answered(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status == 401 || status == 403) {
      throw new QueryException(
          Reason.UNAVAILABLE, said("it refuses the log-in (HTTP status " + status + ")"));
    }
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (!type.matches("application/(stream\\+)?json.*")) {
      throw new QueryException(
          Reason.UNAVAILABLE,
          said("HTTP status %d, no answer of a Prometheus API".formatted(status)));
    }
    return new Answer(status, type, response.body());
  }

  private String said(String what) {
    return name + " does not answer: " + what;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
