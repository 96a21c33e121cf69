package dev.muster.app;

import dev.muster.archive.PushReceipt;
import dev.muster.archive.PushedSeries;
import dev.muster.push.Bytes;
import dev.muster.push.WriteMessage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A running server that takes imported samples by remote write: ours, or any other. */
final class ImportServer implements ImportTarget {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int TRIES = 30;
  private static final int SHOWN = 500;

  private final URI address;
  private final @Nullable String authorization;
  private final HttpClient http;

  /**
   * @throws IllegalArgumentException if the address is none of HTTP
   */
  ImportServer(URI url, @Nullable SSLContext tls, @Nullable String authorization) {
    String base = url.toString();
    this.address =
        URI.create(
            (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/api/v1/write");
    this.authorization = authorization;
    var builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
    this.http = (tls == null ? builder : builder.sslContext(tls)).build();
    var _ = HttpRequest.newBuilder(address); // refuses what is no http or https URL
  }

  private static byte[] message(List<PushedSeries> batch) {
    var message = new WriteMessage();
    for (var series : batch) {
      var labels = new Bytes(256);
      series.labels().forEach((name, value) -> WriteMessage.label(labels, name, value));
      for (int i = 0; i < series.size(); i++) {
        message.sample(Double.doubleToRawLongBits(series.values()[i]), series.timesMillis()[i]);
      }
      message.series(labels.copy());
    }
    return message.compressed();
  }

  @Override
  public CompletableFuture<PushReceipt> write(List<PushedSeries> batch) {
    byte[] body = message(batch);
    long samples = batch.stream().mapToLong(PushedSeries::size).sum();
    try {
      for (int tries = 1; ; tries++) {
        var answer = send(body);
        int status = answer.statusCode();
        if (status / 100 == 2) {
          return CompletableFuture.completedFuture(new PushReceipt(samples, 0));
        }
        boolean isLater = status == 429 || status / 100 == 5;
        if (!isLater || tries == TRIES) {
          return CompletableFuture.failedFuture(refused(status, answer.body()));
        }
        TimeUnit.SECONDS.sleep(1);
      }
    } catch (IOException e) {
      return CompletableFuture.failedFuture(
          new AppException(
              "%s: cannot be reached (%s); is the server running there?"
                  .formatted(address, DataFolder.reason(e)),
              e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(new AppException("interrupted", e));
    }
  }

  private HttpResponse<String> send(byte[] body) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(address)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/x-protobuf")
            .header("Content-Encoding", "snappy")
            .header("X-Prometheus-Remote-Write-Version", "0.1.0")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private AppException refused(int status, String body) {
    String said = body.strip().lines().findFirst().orElse("");
    String why = said.length() > SHOWN ? said.substring(0, SHOWN) + "…" : said;
    return new AppException(
        status == 401
            ? address + ": wants a log-in; give --username, and the password as MUSTER_PASSWORD"
            : why.isEmpty() ? address + ": answers with status " + status : why);
  }

  @Override
  public void close() {
    http.close();
  }
}
