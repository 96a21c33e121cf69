package dev.muster.exporter.push;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where readings are pushed to and how.
 *
 * @param url of a receiver of remote write 1.0
 * @param interval between two readings
 * @param labels on every series
 * @param insecureHttp whether the URL may be {@code http}
 */
public record PushSettings(
    URI url,
    Duration interval,
    Map<String, String> labels,
    Queue queue,
    Access access,
    boolean insecureHttp) {
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  /** What the queue on the disk may hold: bytes, and how old its readings may be. */
  public record Queue(long bytes, Duration age) {
    static final long LEAST_BYTES = 256 << 10;

    /** 64 MiB, 14 days. */
    public static Queue usual() {
      return new Queue(64 << 20, Duration.ofDays(14));
    }

    public Queue {
      if (bytes < LEAST_BYTES) {
        throw new PushException(
            "--push.queue-size is %d bytes; it must be 256KB or more.".formatted(bytes));
      }
      if (age.compareTo(Duration.ofMinutes(1)) < 0) {
        throw new PushException("--push.queue-age is less than a minute; it must be 1m or more.");
      }
    }
  }

  /**
   * How the exporter shows who it is, and whom it believes; every secret is in a file.
   *
   * @param tokenFile the bearer token
   * @param caFile authorities to be believed; null: those that Java knows
   */
  public record Access(
      @Nullable Path tokenFile,
      @Nullable Path certFile,
      @Nullable Path keyFile,
      @Nullable Path caFile,
      @Nullable String username,
      @Nullable Path passwordFile) {
    public Access {
      if ((certFile == null) != (keyFile == null)) {
        throw new PushException("--push.cert-file and --push.key-file go together; give both.");
      }
      if ((username == null) != (passwordFile == null)) {
        throw new PushException("--push.username and --push.password-file go together; give both.");
      }
      if (username != null && tokenFile != null) {
        throw new PushException(
            "--push.username and --push.token-file exclude each other; leave one out.");
      }
    }

    /** None, and the authorities that Java knows. */
    public static Access none() {
      return new Access(null, null, null, null, null, null);
    }
  }

  /**
   * Checks that it makes sense.
   *
   * @throws PushException if it does not
   */
  public PushSettings {
    labels = Map.copyOf(new TreeMap<>(labels));
    checkUrl(url, insecureHttp);
    if (interval.compareTo(Duration.ofSeconds(1)) < 0
        || interval.compareTo(Duration.ofHours(1)) > 0) {
      throw new PushException("--push.interval must be between 1s and 1h.");
    }
    labels.forEach(PushSettings::checkLabel);
    boolean tls = access.caFile() != null || access.certFile() != null;
    if (tls && isPlain(url)) {
      throw new PushException("--push.ca-file and --push.cert-file need an https URL.");
    }
  }

  private static boolean isPlain(URI url) {
    return "http".equalsIgnoreCase(url.getScheme());
  }

  private static void checkUrl(URI url, boolean insecureHttp) {
    boolean https = "https".equalsIgnoreCase(url.getScheme());
    if ((!https && !isPlain(url)) || url.getHost() == null) {
      throw new PushException(
          "--push.url is no URL to push to; give one such as https://HOST/api/v1/write.");
    }
    if (url.getRawUserInfo() != null) {
      throw new PushException(
          "--push.url holds a log-in, which every user of this PC can list;"
              + " use --push.username and --push.password-file.");
    }
    if (!https && !insecureHttp) {
      throw new PushException(
          "--push.url is http, which everyone on the way can read and change;"
              + " use https, or allow it by --push.insecure-http.");
    }
  }

  private static void checkLabel(String name, String value) {
    if (!LABEL.matcher(name).matches() || name.startsWith("__")) {
      throw new PushException(
          "--push.external-label: '%s' is no name of a label; use letters, digits and '_'."
              .formatted(name));
    }
    if (value.isEmpty()) {
      throw new PushException(
          "--push.external-label: '%s' has no value; give %s=VALUE.".formatted(name, name));
    }
  }

  /** The receiver as logs name it: without path and query, which may hold a secret. */
  String receiver() {
    return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
  }
}
