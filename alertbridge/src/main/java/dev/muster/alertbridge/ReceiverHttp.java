package dev.muster.alertbridge;

import dev.muster.fleet.Receiver;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Posts JSON to a receiver and judges the answer: 2xx is taken; no connection, 408, 429, 502, 503
 * and 504 mean that nothing gets through now, with {@code Retry-After} heeded; another 5xx that
 * this one was not taken; all else is final. Certificates are verified. Addresses often hold a
 * secret, so that no more of them is ever shown than the host.
 */
final class ReceiverHttp implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int WORDS = 2_000;
  private static final int REASON_CHARACTERS = 300;

  private final Receiver receiver;
  private final InstantSource clock;
  private final Duration timeout;
  private final HttpClient http;

  /**
   * A client of one receiver.
   *
   * @param timeout of a request with its answer
   * @throws IllegalArgumentException if its file of authorities is of no use
   */
  ReceiverHttp(Receiver receiver, InstantSource clock, Duration timeout) {
    this.receiver = receiver;
    this.clock = clock;
    this.timeout = timeout;
    var file = receiver.caFile();
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout.compareTo(CONNECT) < 0 ? timeout : CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER);
    http =
        (file == null ? builder : builder.sslContext(VerifiedTls.context(Path.of(file)))).build();
  }

  MailSender.Outcome post(URI address, Map<String, String> headers, String json) {
    try {
      var request =
          HttpRequest.newBuilder(address)
              .timeout(timeout)
              .header("Content-Type", "application/json")
              .header("User-Agent", "Muster")
              .POST(HttpRequest.BodyPublishers.ofString(json));
      var logIn = logIn();
      if (logIn != null) {
        request.header("Authorization", logIn);
      }
      headers.forEach(request::header);
      return judged(http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    } catch (IllegalArgumentException e) {
      return new MailSender.Outcome.Refused(said("no request can be made for its address"));
    } catch (IOException e) {
      return new MailSender.Outcome.Unavailable(said(words(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new MailSender.Outcome.Unavailable(said("interrupted"));
    }
  }

  private @Nullable String logIn() {
    var password = receiver.password();
    if (!receiver.username().isEmpty()) {
      String pair = receiver.username() + ":" + (password == null ? "" : password.value());
      return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
    var token = receiver.token();
    return token == null || receiver.kind() == Receiver.Kind.GOTIFY
        ? null
        : "Bearer " + token.value();
  }

  private MailSender.Outcome judged(HttpResponse<InputStream> response) {
    int status = response.statusCode();
    String words = body(response);
    String reason = said("answered " + status + (words.isEmpty() ? "" : ", " + words));
    return switch (status) {
      case 408, 429, 502, 503, 504 ->
          new MailSender.Outcome.Unavailable(
              reason, retryAfter(response.headers().firstValue("Retry-After").orElse("")));
      default ->
          status >= 200 && status < 300
              ? new MailSender.Outcome.Accepted()
              : status >= 500
                  ? new MailSender.Outcome.Later(reason)
                  : new MailSender.Outcome.Refused(reason);
    };
  }

  /** The first words of the answer; what cannot be read of it changes nothing. */
  private String body(HttpResponse<InputStream> response) {
    try (var in = response.body()) {
      String words = new String(in.readNBytes(WORDS), StandardCharsets.UTF_8);
      return PlainText.line(withoutSecrets(words), REASON_CHARACTERS / 2);
    } catch (IOException e) {
      return "";
    }
  }

  private String withoutSecrets(String words) {
    String safe = words;
    for (var secret :
        new @Nullable String[] {value(receiver.token()), value(receiver.password())}) {
      safe = secret == null || secret.isEmpty() ? safe : safe.replace(secret, "<secret>");
    }
    String path = receiver.url().getRawPath();
    return path == null || path.length() < 2 ? safe : safe.replace(path, "<address>");
  }

  private static @Nullable String value(dev.muster.fleet.@Nullable Secret secret) {
    return secret == null ? null : secret.value();
  }

  /** Seconds or a date (RFC 9110, 10.2.3); zero where it says neither. */
  private Duration retryAfter(String header) {
    try {
      if (header.matches("\\d{1,9}")) {
        return Duration.ofSeconds(Long.parseLong(header));
      }
      Instant until = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      var wait = Duration.between(clock.instant(), until);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
  }

  private static String words(IOException failure) {
    for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException) {
        return "no such host";
      }
      if (t instanceof CertPathBuilderException) {
        return "its certificate is from an authority unknown here; name it in ca-file";
      }
    }
    return switch (failure) {
      case HttpTimeoutException _ -> "no answer in time";
      case ConnectException e when e.getMessage() == null -> "nobody listens there";
      default ->
          failure.getMessage() == null
              ? failure.getClass().getSimpleName()
              : PlainText.line(failure.getMessage(), REASON_CHARACTERS);
    };
  }

  private String said(String what) {
    var url = receiver.url();
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return PlainText.line(
        "%s://%s%s %s".formatted(url.getScheme(), url.getHost(), port, what), REASON_CHARACTERS);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
