package dev.muster.app;

import dev.muster.app.store.PrometheusClient;
import dev.muster.web.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Whom to ask, and how to log in there. Files with secrets are read anew for each query, so that a
 * changed one counts at once.
 */
final class QueryFlags {
  /** Of a whole query. */
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final int MOST_SECRET = 4_096;
  private static final int MOST_AUTHORITIES = 1 << 20;

  @Option(
      names = "--query",
      paramLabel = "URL",
      required = true,
      description =
          "Where values are asked for: any server with Prometheus's HTTP API, such as"
              + " http://localhost:9090")
  private URI url;

  @Option(
      names = "--query.username",
      paramLabel = "NAME",
      description = "Logs in there by HTTP Basic.")
  private @Nullable String username;

  @Option(
      names = "--query.password-file",
      paramLabel = "FILE",
      description = "The password, on one line.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--query.token-file",
      paramLabel = "FILE",
      description = "A bearer token, on one line, instead of name and password.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--query.ca-file",
      paramLabel = "FILE",
      description = "Who vouches for the server (PEM). Default: the authorities that Java knows")
  private @Nullable Path caFile;

  /** The server's host and port. */
  String shown() {
    return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }

  /**
   * Who asks it.
   *
   * @throws IllegalArgumentException if the flags contradict each other, or the URL is none
   * @throws AppException if a file cannot be used
   */
  PrometheusClient open() {
    if ((username == null) != (passwordFile == null)) {
      throw new IllegalArgumentException(
          "--query.username and --query.password-file go together; give both or neither");
    }
    if (tokenFile != null && username != null) {
      throw new IllegalArgumentException(
          "--query.token-file and --query.username exclude each other; leave one out");
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "--query: the address holds a log-in; use --query.username and --query.password-file");
    }
    var _ = authorization(); // Fails now where it cannot be read.
    return new PrometheusClient(url, trust(), this::authorization);
  }

  private @Nullable String authorization() {
    if (tokenFile != null) {
      return "Bearer " + secret("--query.token-file", tokenFile);
    }
    if (username == null || passwordFile == null) {
      return null;
    }
    String pair = username + ":" + secret("--query.password-file", passwordFile);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String secret(String flag, Path file) {
    String secret = new String(read(flag, file, MOST_SECRET), StandardCharsets.UTF_8).strip();
    if (secret.isEmpty() || secret.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new AppException(flag + ": " + file + " must hold one line and nothing else");
    }
    return secret;
  }

  private @Nullable SSLContext trust() {
    if (caFile == null) {
      return null;
    }
    try {
      var authorities = new ArrayList<X509Certificate>();
      for (var each :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(read("--query.ca-file", caFile, MOST_AUTHORITIES)))) {
        authorities.add((X509Certificate) each);
      }
      if (!authorities.isEmpty()) {
        return Tls.context(null, Tls.trusting(authorities));
      }
    } catch (CertificateException e) {
      throw new AppException(
          "--query.ca-file: " + caFile + " holds no certificates in PEM form", e);
    }
    throw new AppException("--query.ca-file: " + caFile + " holds no certificate; give a PEM file");
  }

  private static byte[] read(String flag, Path file, int most) {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new AppException(
            "%s: %s is longer than %d bytes; is it the right file?".formatted(flag, file, most));
      }
      return bytes;
    } catch (IOException e) {
      throw new AppException(
          "%s: %s cannot be read (%s)".formatted(flag, file, DataFolder.reason(e)), e);
    }
  }
}
