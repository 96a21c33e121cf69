package dev.muster.scraper;

import dev.muster.fleet.Client;
import dev.muster.fleet.ScrapeSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import okhttp3.Call;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The program on one client, as HTTP shows it. */
final class Exporter implements Source {
  private static final String FORMATS =
      "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
  private static final String HTML = "text/html";
  private static final String OPEN_METRICS = "application/openmetrics-text";

  /** Turns an answer with status 200 into something; the body may be read once. */
  interface Reading<T> {
    T read(Response response, InputStream body) throws IOException;
  }

  private final Client client;
  private final ScrapeSettings settings;
  private final OkHttpClient http;
  private final @Nullable HttpUrl url;
  private final @Nullable Request pageRequest;
  private final long limit;
  private volatile @Nullable Call running;

  Exporter(Client client, ScrapeSettings settings, OkHttpClient http) {
    this.client = client;
    this.settings = settings;
    this.http = http;
    this.limit = client.page().limits().within(settings.limits()).bodyBytes();
    this.url = HttpUrl.Companion.parse(address(client));
    this.pageRequest = url == null ? null : pageRequest(url);
  }

  /** Where the metrics page is. */
  static String address(Client client) {
    var exporter = client.exporter();
    return (exporter.https() ? "https://" : "http://") + client.instance() + exporter.path();
  }

  @Override
  public Page page(Page.Buffers buffers) {
    return answer(
        pageRequest == null ? pageRequest(url()) : pageRequest,
        buffers,
        (response, body) -> {
          refuseHtml(response);
          return Page.read(body, limit, buffers).asOpenMetrics(isOpenMetrics(response));
        });
  }

  private Request pageRequest(HttpUrl address) {
    return request(address)
        .header("Accept", FORMATS)
        .header(
            "X-Prometheus-Scrape-Timeout-Seconds",
            String.valueOf(settings.timeout().toMillis() / 1000.0))
        .build();
  }

  @Override
  public EventPage events(String cursor, int most, Page.Buffers buffers) {
    var address = url().newBuilder().encodedPath("/events").query(null);
    if (!cursor.isEmpty()) {
      address.addQueryParameter("after", cursor);
    }
    address.addQueryParameter("limit", String.valueOf(most));
    return answer(
        request(address.build()).build(),
        buffers,
        (_, body) -> EventPage.read(body, settings.bodyLimitBytes()));
  }

  private HttpUrl url() {
    if (url == null) {
      throw new ScrapeException(
          "\"" + Wording.foreign(address(client)) + "\" is no address; mend ip or exporter-path");
    }
    return url;
  }

  /** Any answer to a request with a text, empty for none; one longer than that is cut. */
  ExporterCalls.Reply call(String method, String path, String text, int maxBytes) {
    var body = text.isEmpty() && !method.equals("POST") ? null : RequestBody.create(text, null);
    var request =
        request(url().newBuilder().encodedPath(path).query(null).build())
            .header("Accept-Encoding", "identity")
            .method(method, body)
            .build();
    try (var response = http.newCall(request).execute()) {
      byte[] answer = response.body().byteStream().readNBytes(maxBytes);
      return new ExporterCalls.Reply(
          response.code(), new String(answer, StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw Failures.of(e, client, settings);
    }
  }

  private Request.Builder request(HttpUrl address) {
    var request =
        new Request.Builder()
            .url(address)
            .header("User-Agent", "Muster")
            .header("Accept-Encoding", "gzip");
    var access = client.exporter();
    if (access.token() != null) {
      request.header("Authorization", "Bearer " + access.token().value());
    } else if (!access.username().isEmpty()) {
      String password = access.password() == null ? "" : access.password().value();
      request.header(
          "Authorization", Credentials.basic(access.username(), password, StandardCharsets.UTF_8));
    }
    return request;
  }

  private <T> T answer(Request request, Page.Buffers buffers, Reading<T> reading) {
    var call = http.newCall(request);
    running = call;
    try (var response = call.execute()) {
      checkLength(call, response);
      checkStatus(response);
      return read(call, response, buffers, reading);
    } catch (IOException e) {
      throw Failures.of(e, client, settings);
    } finally {
      running = null;
    }
  }

  /** Breaks off what cannot be used, so that nobody waits for the rest of it. */
  private <T> T read(Call call, Response response, Page.Buffers buffers, Reading<T> reading)
      throws IOException {
    boolean done = false;
    try (var body = unpacked(response, buffers)) {
      T result = reading.read(response, body);
      done = true;
      return result;
    } finally {
      if (!done) {
        call.cancel();
      }
    }
  }

  /** Breaks the running request off, and closes what is idle. */
  @Override
  public void cancel() {
    http.connectionPool().evictAll();
    @Nullable Call call = running;
    if (call != null) {
      call.cancel();
    }
  }

  private static void checkStatus(Response response) {
    int status = response.code();
    if (status == 200) {
      return;
    }
    throw new ScrapeException(statusReason(status, response.header("Location")), status);
  }

  /** OkHttp believes a length below zero, and breaks when it reads or closes such a body. */
  private static void checkLength(Call call, Response response) throws ProtocolException {
    if (String.valueOf(response.header("Content-Length", "")).startsWith("-")) {
      call.cancel();
      throw new ProtocolException("Content-Length below zero");
    }
  }

  private static String statusReason(int status, @Nullable String location) {
    if (status >= 300 && status < 400 && location != null) {
      return "answers with a redirect to "
          + Wording.foreign(location)
          + "; give the exporter's own address";
    }
    return switch (status) {
      case 401 ->
          "answers with status 401: it wants a log-in; give exporter-username and"
              + " exporter-password, or exporter-token";
      case 403 -> "answers with status 403: this server may not read it";
      case 404 -> "answers with status 404: nothing is there; check exporter-path";
      default -> "answers with status " + status;
    };
  }

  private InputStream unpacked(Response response, Page.Buffers buffers) throws IOException {
    String encoding = response.header("Content-Encoding", "identity");
    var body = response.body();
    return switch (String.valueOf(encoding).toLowerCase(Locale.ROOT)) {
      case "identity" -> {
        if (body.contentLength() > limit) {
          throw ScrapeException.tooLarge(limit);
        }
        yield body.byteStream();
      }
      case "gzip", "x-gzip" -> buffers.gunzip(body.byteStream());
      default ->
          throw new ScrapeException(
              "answers in encoding " + Wording.foreign(String.valueOf(encoding)) + ", not gzip");
    };
  }

  private static boolean isOpenMetrics(Response response) {
    return isOfType(response, OPEN_METRICS);
  }

  private static boolean isOfType(Response response, String type) {
    String said = String.valueOf(response.header("Content-Type", ""));
    return said.regionMatches(true, 0, type, 0, type.length());
  }

  private static void refuseHtml(Response response) {
    if (isOfType(response, HTML)) {
      throw new ScrapeException("answers with HTML, not metrics; check the port and exporter-path");
    }
  }
}
