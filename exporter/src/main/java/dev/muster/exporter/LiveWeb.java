package dev.muster.exporter;

import dev.muster.exporter.ExporterSettings.Serving;
import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.MetricPage;
import dev.muster.web.Identity;
import dev.muster.web.WebConfig;
import dev.muster.web.WebConfig.TlsServer;
import dev.muster.web.WebConfigException;
import dev.muster.web.WebConfigFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web config in force: who may ask, what every answer's headers are, and TLS. Where it is from
 * a file it is read again once the file, a certificate or a key has changed, looked at once a
 * second at most and only when somebody asks. One that cannot be used leaves the last one in force;
 * the second counter below says how often that was.
 *
 * <pre>
 * # HELP muster_exporter_web_config_reload_failures_total Changed web configs that could not be used; the last good one stays.
 * # TYPE muster_exporter_web_config_reload_failures_total counter
 * muster_exporter_web_config_reload_failures_total 0.0
 * # HELP muster_exporter_web_config_reloads_total Changed web configs, or certificates of it, that came into force.
 * # TYPE muster_exporter_web_config_reloads_total counter
 * muster_exporter_web_config_reloads_total 1.0
 * </pre>
 */
final class LiveWeb implements Collector {
  /** What one config means. */
  record InForce(Access access, Map<String, String> headers, TlsSetup.@Nullable Ready tls) {}

  static final String NOTHING_ELSE = "default-src 'none'; frame-ancestors 'none'";

  /** Every answer's, where the config has no other value; a metrics page needs nothing. */
  private static final Map<String, String> USUAL_HEADERS =
      Map.of(
          "Content-Security-Policy", NOTHING_ELSE,
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "deny");

  private static final Logger LOG = LoggerFactory.getLogger(LiveWeb.class);
  private static final long BETWEEN_LOOKS = Duration.ofSeconds(1).toNanos();

  /** The self-signed certificate's name in the state folder. */
  private static final String IDENTITY = "exporter";

  private final boolean insecureHttp;
  private final Path state;
  private final @Nullable WebConfigFile file;
  private final LongSupplier nanos;
  private final ReentrantLock looking = new ReentrantLock();
  private long looked;
  private String problem = "";
  private volatile InForce inForce;
  private final LongAdder reloads = new LongAdder();
  private final LongAdder failures = new LongAdder();

  /**
   * The config as it is at the start.
   *
   * @param nanos a clock that never goes back, in ns
   * @throws ExporterException if it does not go with the other settings
   * @throws WebConfigException if a certificate or key cannot be used
   */
  LiveWeb(Serving serving, Path state, LongSupplier nanos) {
    this.insecureHttp = serving.insecureHttp() || serving.addresses().isEmpty();
    this.state = state;
    this.file = serving.webFile();
    this.nanos = nanos;
    this.looked = nanos.getAsLong();
    this.inForce = meaning(serving.web(), insecureHttp, state);
  }

  private static InForce meaning(WebConfig web, boolean insecureHttp, Path state) {
    TlsServer tls = tls(web.tls(), insecureHttp, state);
    return new InForce(
        new Access(web, tls), headers(web), tls == null ? null : TlsSetup.Ready.of(tls));
  }

  private static Map<String, String> headers(WebConfig web) {
    Map<String, String> headers = new HashMap<>(USUAL_HEADERS);
    headers.putAll(web.headers());
    return Map.copyOf(headers);
  }

  private static @Nullable TlsServer tls(
      @Nullable TlsServer given, boolean insecureHttp, Path state) {
    if (insecureHttp) {
      if (given != null) {
        throw new ExporterException(
            "The web config asks for TLS and --web.insecure-http for plain HTTP; leave one out.");
      }
      return null;
    }
    return given != null ? given : TlsServer.of(Identity.readOrMakeSelfSigned(state, IDENTITY));
  }

  /**
   * Another config than the one it began with.
   *
   * @throws ExporterException if it does not go with the other settings
   */
  void use(WebConfig next) {
    inForce = meaning(next, insecureHttp, state);
    reloads.increment();
  }

  /** What is in force now. */
  InForce current() {
    if (file != null && looking.tryLock()) {
      try {
        if (nanos.getAsLong() - looked >= BETWEEN_LOOKS) {
          looked = nanos.getAsLong();
          look(file);
        }
      } finally {
        looking.unlock();
      }
    }
    return inForce;
  }

  private void look(WebConfigFile changing) {
    try {
      var changed = changing.changed();
      if (changed.isPresent()) {
        inForce = meaning(changed.get(), insecureHttp, state);
        reloads.increment();
        LOG.info("msg=\"web config in force\"");
      }
      problem = "";
    } catch (WebConfigException | ExporterException e) {
      String reason = Objects.toString(e.getMessage());
      if (!reason.equals(problem)) {
        problem = reason;
        failures.increment();
        LOG.warn("msg=\"web config cannot be used, the last one stays\" reason=\"{}\"", reason);
      }
    }
  }

  /** TLS in force now. */
  TlsSetup.Ready tls() {
    return Objects.requireNonNull(current().tls(), "TLS is not on");
  }

  @Override
  public String name() {
    return "web_config";
  }

  @Override
  public void collect(MetricPage page) {
    page.counter(
        "muster_exporter_web_config_reloads_total",
        "Changed web configs, or certificates of it, that came into force.",
        (double) reloads.sum());
    page.counter(
        "muster_exporter_web_config_reload_failures_total",
        "Changed web configs that could not be used; the last good one stays.",
        (double) failures.sum());
  }
}
