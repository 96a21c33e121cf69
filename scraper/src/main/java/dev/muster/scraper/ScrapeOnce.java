package dev.muster.scraper;

import dev.muster.fleet.Client;
import dev.muster.fleet.ScrapeSettings;
import dev.muster.metrics.ExpositionLimits;
import dev.muster.metrics.ExpositionParser;
import dev.muster.metrics.ExpositionReader;
import dev.muster.metrics.ExpositionSink;
import dev.muster.metrics.Labels;
import dev.muster.metrics.MetricType;
import dev.muster.web.Identity;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Scrapes one exporter once, for a person to look at. */
public final class ScrapeOnce {
  private static final int DEFAULT_PORT = 10100;
  private static final int SSH_PORT = 22;

  private ScrapeOnce() {}

  /**
   * What it showed.
   *
   * @param text the page as it came, unpacked
   * @param bytes its length
   * @param families how many names its samples have
   * @param took from the connection to the last line read
   */
  public record Result(String text, int bytes, int samples, int families, Duration took) {}

  /**
   * A client at an address: {@code HOST}, {@code HOST:PORT}, or a URL with http or https.
   *
   * @param sha256 the certificate to trust, or null for the fleet's authority
   * @throws IllegalArgumentException saying what is wrong with the address
   */
  public static Client clientAt(String address, @Nullable String sha256) {
    try {
      var uri = new URI(address.contains("://") ? address : "https://" + address);
      String scheme = String.valueOf(uri.getScheme());
      if (uri.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
        throw badAddress(address);
      }
      String ip = uri.getHost().replace("[", "").replace("]", "");
      String path = uri.getRawPath().isEmpty() ? "/metrics" : uri.getRawPath();
      return new Client(
          ip,
          "",
          ip,
          new Client.SshLogin(SSH_PORT, "", null, null),
          new Client.ExporterAccess(
              uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
              scheme.equals("https"),
              path,
              "",
              null,
              sha256),
          List.of(),
          List.of(),
          false);
    } catch (URISyntaxException _) {
      throw badAddress(address);
    }
  }

  private static IllegalArgumentException badAddress(String address) {
    return new IllegalArgumentException(
        "\"" + Wording.foreign(address) + "\" is no address; give HOST:PORT or a URL");
  }

  /**
   * Scrapes.
   *
   * @throws ScrapeException if there is no answer, or none that can be used
   * @throws dev.muster.metrics.ExpositionException if the answer is no page of metrics
   */
  public static Result scrape(
      Client client,
      ScrapeSettings settings,
      X509TrustManager authority,
      @Nullable Identity identity,
      InstantSource clock) {
    try (var connections = connections(authority, identity, clock)) {
      var exporter = new Exporter(client, settings, connections.to(client, settings));
      long begin = System.nanoTime();
      try (var page = exporter.page(new Page.Buffers())) {
        var tally = new Tally();
        byte[] bytes = Arrays.copyOf(page.bytes(), page.length());
        var reader = new ExpositionReader(bytes, 0, bytes.length, ExpositionLimits.DEFAULT);
        ExpositionParser.parse(page.isOpenMetrics() ? reader.openMetrics() : reader, tally);
        var took = Duration.ofNanos(System.nanoTime() - begin);
        String text = new String(bytes, StandardCharsets.UTF_8);
        return new Result(text, bytes.length, tally.samples, tally.families.size(), took);
      } finally {
        exporter.cancel();
      }
    }
  }

  private static Connections connections(
      X509TrustManager authority, @Nullable Identity identity, InstantSource clock) {
    return new Connections(authority, identity == null ? null : () -> identity, clock);
  }

  private static final class Tally implements ExpositionSink {
    final Set<String> families = new HashSet<>();
    int samples;

    @Override
    public void type(String family, MetricType type) {}

    @Override
    public void sample(Labels labels, double value, @Nullable Long timestampMillis) {
      samples++;
      families.add(labels.metricName());
    }
  }
}
