package dev.muster.e2e.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.push.HttpReceiver;
import dev.muster.push.LogIn;
import dev.muster.push.Receiver;
import dev.muster.web.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The server's port as a client of it sees it. */
final class Api implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String LOG_IN =
      "Basic " + Base64.getEncoder().encodeToString(("admin:" + Part.PASSWORD).getBytes(UTF_8));

  private final URI base;
  private final SSLContext tls;
  private final HttpClient client;

  /**
   * A client.
   *
   * @param authority the certificate that vouches for the server
   */
  Api(int port, Path authority) throws IOException {
    base = URI.create("https://127.0.0.1:" + port);
    try (InputStream pem = Files.newInputStream(authority)) {
      var certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
      tls = Tls.context(null, Tls.trusting(List.of(certificate)));
    } catch (CertificateException e) {
      throw new IOException(authority.toString(), e);
    }
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(tls)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
  }

  /** Its remote write. */
  Receiver receiver() {
    var logIn = new LogIn(tls.getSocketFactory(), LOG_IN, "");
    return new HttpReceiver(
        base.resolve("/api/v1/write"), () -> logIn, "faults", InstantSource.system());
  }

  /** The result of an instant query. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(
                base.resolve("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8)))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", LOG_IN)
            .build();
    var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(expression + ": " + answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body()).get("data").get("result");
  }

  /**
   * The samples of a range, by the value of a label that tells the series apart: values by Unix
   * milliseconds.
   *
   * @throws IOException also if a series has two samples at one time
   */
  Map<String, NavigableMap<Long, Double>> samples(String range, String label)
      throws IOException, InterruptedException {
    var all = new TreeMap<String, NavigableMap<Long, Double>>();
    for (var series : query(range)) {
      var samples =
          all.computeIfAbsent(series.get("metric").get(label).asString(), name -> new TreeMap<>());
      for (var sample : series.get("values")) {
        long time = Math.round(sample.get(0).asDouble() * 1000);
        if (samples.put(time, Double.valueOf(sample.get(1).asString())) != null) {
          throw new IOException(range + ": two samples at " + time);
        }
      }
    }
    return all;
  }

  @Override
  public void close() {
    client.close();
  }
}
