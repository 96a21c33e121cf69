package dev.muster.alertbridge;

import dev.muster.metrics.InstantSample;
import dev.muster.metrics.Labels;
import dev.muster.metrics.QueryException;
import dev.muster.metrics.QueryException.Reason;
import dev.muster.metrics.SampleValue;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks any server with the Prometheus HTTP API: {@code POST BASE/api/v1/query} and {@code
 * query_range}. Redirects are not followed, so that a log-in never goes elsewhere.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/api/">the API</a>
 */
public final class HttpInstantQuery implements RangeQuery, AutoCloseable {
  private static final int MOST_BYTES = 32 << 20;
  private static final int ERROR_CHARACTERS = 300;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http;
  private final URI endpoint;
  private final Supplier<@Nullable String> authorization;
  private final Duration timeout;

  /**
   * A client.
   *
   * @param base such as {@code https://prometheus.example.org:9090} or with a path behind it
   * @param tls trust and identity, or null for the JDK's own
   * @param authorization the {@code Authorization} header's value, or null for none
   * @param timeout of a whole query, its answer included
   * @throws IllegalArgumentException if the base is no http or https address
   */
  public HttpInstantQuery(
      URI base, @Nullable SSLContext tls, @Nullable String authorization, Duration timeout) {
    this(() -> authorization, base, tls, timeout);
  }

  /** The same with a log-in that may change from one query to the next. */
  public static HttpInstantQuery of(
      URI base,
      @Nullable SSLContext tls,
      Supplier<@Nullable String> authorization,
      Duration timeout) {
    return new HttpInstantQuery(authorization, base, tls, timeout);
  }

  private HttpInstantQuery(
      Supplier<@Nullable String> authorization,
      URI base,
      @Nullable SSLContext tls,
      Duration timeout) {
    String scheme = String.valueOf(base.getScheme()).toLowerCase(Locale.ROOT);
    if (base.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
      throw new IllegalArgumentException(
          "\"" + base + "\" is no address of a server; write https://HOST:PORT");
    }
    var builder =
        HttpClient.newBuilder().connectTimeout(timeout).followRedirects(HttpClient.Redirect.NEVER);
    http = (tls == null ? builder : builder.sslContext(tls)).build();
    endpoint = URI.create(base.toString().replaceFirst("/+$", "") + "/api/v1/query");
    this.authorization = authorization;
    this.timeout = timeout;
  }

  @Override
  public List<InstantSample> query(String expression, long timeMillis) {
    return samples(data(post("", form(expression) + "&time=" + seconds(timeMillis))));
  }

  @Override
  public List<InstantSample> range(String expression, long start, long end, long step) {
    String times =
        "&start=%s&end=%s&step=%s".formatted(seconds(start), seconds(end), seconds(step));
    return matrix(data(post("_range", form(expression) + times)));
  }

  /** What a successful answer says. */
  private JsonNode data(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    var answer = parsed(response);
    if (answer == null || !answer.path("status").asString("").equals("success")) {
      throw failure(status, answer);
    }
    return answer.path("data");
  }

  private static String form(String expression) {
    return "query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8);
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%d.%03d", millis / 1000, millis % 1000);
  }

  private HttpResponse<byte[]> post(String kind, String form) {
    var request =
        HttpRequest.newBuilder(URI.create(endpoint + kind))
            .timeout(timeout)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(form));
    String logIn = authorization.get();
    if (logIn != null) {
      request.header("Authorization", logIn);
    }
    var body =
        HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MOST_BYTES);
    var pending = http.sendAsync(request.build(), body);
    try {
      return pending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      pending.cancel(true);
      throw new QueryException(Reason.TIMEOUT, said("no answer within " + timeout), e);
    } catch (ExecutionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      boolean late = cause instanceof java.net.http.HttpTimeoutException;
      throw new QueryException(
          late ? Reason.TIMEOUT : Reason.UNAVAILABLE, said(words(cause)), cause);
    } catch (InterruptedException e) {
      pending.cancel(true);
      Thread.currentThread().interrupt();
      throw new QueryException(Reason.UNAVAILABLE, said("interrupted"), e);
    }
  }

  private static String words(Throwable cause) {
    for (@Nullable Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException) {
        return "no such host";
      }
      if (t instanceof CertPathBuilderException) {
        return "its certificate is not signed by an authority trusted here";
      }
    }
    if (cause instanceof ConnectException && cause.getMessage() == null) {
      return "nobody listens there";
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private @Nullable JsonNode parsed(HttpResponse<byte[]> response) {
    try {
      return JSON.readTree(response.body());
    } catch (JacksonException e) {
      return null;
    }
  }

  private QueryException failure(int status, @Nullable JsonNode answer) {
    if (answer == null || answer.path("status").isMissingNode()) {
      return new QueryException(
          Reason.UNAVAILABLE, said("HTTP status " + status + ", no answer of a Prometheus API"));
    }
    var reason =
        switch (answer.path("errorType").asString("")) {
          case "bad_data" -> Reason.BAD_DATA;
          case "execution", "not_acceptable" -> Reason.EXECUTION;
          case "timeout", "canceled" -> Reason.TIMEOUT;
          default -> Reason.UNAVAILABLE;
        };
    String error = PlainText.line(answer.path("error").asString(""), ERROR_CHARACTERS);
    return new QueryException(reason, said("HTTP status " + status + ", " + error));
  }

  private List<InstantSample> samples(JsonNode data) {
    try {
      var result = data.path("result");
      return switch (data.path("resultType").asString("")) {
        case "vector" -> {
          var samples = new ArrayList<InstantSample>(result.size());
          for (var element : result) {
            if (element.has("value")) {
              samples.add(sample(labels(element.path("metric")), element.path("value")));
            }
          }
          yield samples;
        }
        case "scalar" -> List.of(sample(Labels.EMPTY, result));
        default ->
            throw new QueryException(
                Reason.EXECUTION, said("the result is neither a vector nor a scalar"));
      };
    } catch (JacksonException | NumberFormatException e) {
      throw unreadable(e);
    }
  }

  private List<InstantSample> matrix(JsonNode data) {
    var samples = new ArrayList<InstantSample>();
    try {
      for (var element : data.path("result")) {
        var labels = labels(element.path("metric"));
        element.path("values").forEach(value -> samples.add(sample(labels, value)));
      }
      return samples;
    } catch (JacksonException | NumberFormatException e) {
      throw unreadable(e);
    }
  }

  private QueryException unreadable(RuntimeException cause) {
    return new QueryException(
        Reason.UNAVAILABLE, said("unreadable result: " + cause.getMessage()), cause);
  }

  private static Labels labels(JsonNode metric) {
    var labels = Labels.builder();
    metric.properties().forEach(label -> labels.set(label.getKey(), label.getValue().asString()));
    return labels.build();
  }

  private static InstantSample sample(Labels labels, JsonNode value) {
    long time = Math.round(value.path(0).asDouble() * 1000);
    return new InstantSample(labels, time, SampleValue.parse(value.path(1).asString()));
  }

  private String said(String what) {
    return "query at "
        + endpoint.getScheme()
        + "://"
        + endpoint.getHost()
        + ":"
        + endpoint.getPort()
        + " failed: "
        + what;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
