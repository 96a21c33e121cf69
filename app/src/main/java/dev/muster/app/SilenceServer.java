package dev.muster.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Silences of a running server: ours, or any Alertmanager. */
final class SilenceServer implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int SHOWN = 500;

  private final String base;
  private final @Nullable String authorization;
  private final HttpClient http;

  /**
   * @throws IllegalArgumentException if the address is none of HTTP
   */
  SilenceServer(URI url, @Nullable SSLContext tls, @Nullable String authorization) {
    String address = url.toString();
    this.base = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    this.authorization = authorization;
    var _ = HttpRequest.newBuilder(url); // refuses what is no http or https URL
    var builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
    this.http = (tls == null ? builder : builder.sslContext(tls)).build();
  }

  /** All silences, in the server's order. */
  JsonNode list() {
    return send("/api/v2/silences", HttpRequest.newBuilder().GET());
  }

  /** Makes one; its id. */
  String add(JsonNode silence) {
    var request =
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(silence.toString()));
    return send("/api/v2/silences", request).path("silenceID").asString("");
  }

  void expire(String id) {
    var _ = send("/api/v2/silence/" + id, HttpRequest.newBuilder().DELETE());
  }

  private JsonNode send(String path, HttpRequest.Builder request) {
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    try {
      var answer =
          http.send(
              request.uri(URI.create(base + path)).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw refused(answer.statusCode(), answer.body());
      }
      return JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
    } catch (JacksonException e) {
      throw new AppException(base + ": answers something that is no JSON", e);
    } catch (IOException e) {
      throw new AppException(
          "%s: cannot be reached (%s); is the server running there?"
              .formatted(base, DataFolder.reason(e)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AppException("interrupted", e);
    }
  }

  private AppException refused(int status, String body) {
    if (status == 401) {
      return new AppException(
          base + ": wants a log-in; give --username, and the password as MUSTER_PASSWORD");
    }
    String reason = reason(body);
    return new AppException(
        reason.isEmpty() ? base + ": answers with status " + status : base + ": " + reason);
  }

  /** The sentence in an answer: a JSON string, or a field of an object. */
  private static String reason(String body) {
    try {
      var json = JSON.readTree(body);
      String text =
          json.isString()
              ? json.asString()
              : json.path("message").asString(json.path("error").asString(""));
      return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    } catch (JacksonException e) {
      return "";
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
