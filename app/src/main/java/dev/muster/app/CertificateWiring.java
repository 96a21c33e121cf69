package dev.muster.app;

import dev.muster.alertbridge.CertificateAlarm;
import dev.muster.archive.AlertRecord;
import dev.muster.console.api.CertificateView;
import dev.muster.rollout.certificate.CertificateKeeper;
import dev.muster.rollout.certificate.CertificateRoutes;
import dev.muster.rollout.certificate.EndingCertificate;
import dev.muster.rollout.certificate.ExporterDoor;
import dev.muster.rollout.certificate.OwnCertificate;
import dev.muster.rollout.certificate.RenewalException;
import dev.muster.scraper.ExporterCalls;
import dev.muster.scraper.ScrapeException;
import dev.muster.scraper.ScraperApp;
import dev.muster.server.Refused;
import dev.muster.server.WebServer;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Identity;
import dev.muster.web.Issued;
import dev.muster.web.LocalHosts;
import io.javalin.config.RoutesConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Certificates of a running server: what it shows as a server and as the scraper, and the keeper
 * that renews both and those of exporters.
 */
final class CertificateWiring implements AutoCloseable {
  private static final String SERVER = "server";
  private static final String SCRAPER = "scraper";
  private static final String LOCAL = "exporter";

  private final Premises premises;
  private final CertificateAuthority authority;
  private final InstantSource clock;
  private final List<String> hosts = LocalHosts.namesAndAddresses();
  private final AtomicReference<Identity> server;
  private final AtomicReference<Identity> scraper;
  private volatile @Nullable CertificateKeeper keeper;
  private volatile @Nullable CertificateAlarm alarm;

  CertificateWiring(Premises premises, InstantSource clock) {
    this.premises = premises;
    this.authority = premises.authority();
    this.clock = clock;
    this.server = new AtomicReference<>(authority.issueServer(SERVER, hosts));
    this.scraper = new AtomicReference<>(authority.issueClient(SCRAPER));
  }

  /** What the page's port shows at the start. */
  Identity server() {
    return Objects.requireNonNull(server.get());
  }

  /** What the scraper shows now. */
  Identity scraper() {
    return Objects.requireNonNull(scraper.get());
  }

  /** From now on certificates are renewed, and revoked ones refused. */
  void start(
      ScraperApp scrapes, WebServer web, LocalExporters exporters, PrometheusRegistry registry) {
    scrapes.refuseRevoked(authority::isRevoked);
    Consumer<Identity> showClient =
        next -> {
          scraper.set(next);
          scrapes.renewed();
        };
    Consumer<Identity> showServer =
        next -> {
          server.set(next);
          web.show(next);
        };
    var own = new ArrayList<OwnCertificate>();
    own.add(
        new OwnCertificate(
            SERVER, "server", () -> authority.issueServer(SERVER, hosts), showServer));
    own.add(
        new OwnCertificate(SCRAPER, "client", () -> authority.issueClient(SCRAPER), showClient));
    exporters
        .refresh()
        .ifPresent(first ->
            own.add(
                new OwnCertificate(
                    LOCAL, "server", () -> exporters.refresh().orElse(first), next -> {})));
    var started =
        new CertificateKeeper(
            new CertificateKeeper.Parts(
                authority,
                premises.fleets(),
                () -> others(scrapes, exporters),
                door(scrapes.calls()),
                own,
                clock,
                registry));
    keeper = started;
    var telling = premises.certificateAlarm(() -> ending(started));
    alarm = telling;
    started.start();
    telling.start();
  }

  /** Those of this machine's own exporters are its own business. */
  private static Map<String, X509Certificate> others(ScraperApp scrapes, LocalExporters exporters) {
    var seen = new HashMap<>(scrapes.certificates());
    exporters.refresh().ifPresent(own -> seen.values().remove(own.certificate()));
    return seen;
  }

  private static List<CertificateAlarm.Ending> ending(CertificateKeeper keeper) {
    return keeper.ending().stream().map(CertificateWiring::ending).toList();
  }

  private static CertificateAlarm.Ending ending(EndingCertificate one) {
    boolean client = one.kind().equals("exporter");
    return new CertificateAlarm.Ending(
        client ? one.name() : null,
        one.name(),
        one.ends().toEpochMilli(),
        one.reason(),
        one.remedy());
  }

  /** Requests to exporters as the scraper makes them. */
  static ExporterDoor door(ExporterCalls calls) {
    return (client, method, path, text) -> {
      try {
        var reply = calls.call(client, method, path, text);
        return new ExporterDoor.Reply(reply.status(), reply.text());
      } catch (ScrapeException e) {
        throw new RenewalException(Objects.toString(e.getMessage()), e);
      }
    };
  }

  /** Alerts of certificates that end soon. */
  List<AlertRecord> open() {
    var telling = alarm;
    return telling == null ? List.of() : telling.open();
  }

  /** The authority and what it issued, for the page. */
  List<CertificateView> views() {
    return CertificateList.of(authority, clock.instant());
  }

  /** What the page does with certificates. */
  void addTo(RoutesConfig routes) {
    new CertificateRoutes(authority, this::renewNow, clock).addTo(routes);
  }

  private Instant renewNow(Issued issued) {
    var started = keeper;
    if (started == null) {
      throw Refused.of(503, "the server is starting; try again in a moment");
    }
    return started.renewNow(issued);
  }

  @Override
  public void close() {
    var started = keeper;
    if (started != null) {
      started.close();
    }
  }
}
