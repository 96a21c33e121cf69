package dev.muster.app;

import dev.muster.alertbridge.AlertBridgeApp;
import dev.muster.alertbridge.ArchiveAlarm;
import dev.muster.alertbridge.CertificateAlarm;
import dev.muster.alertbridge.Explanation;
import dev.muster.alertbridge.MailSender;
import dev.muster.archive.AlertStore;
import dev.muster.archive.Archive;
import dev.muster.archive.OpenedArchive;
import dev.muster.archive.Pace;
import dev.muster.archive.SampleWriter;
import dev.muster.archive.account.AccountStore;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetWatcher;
import dev.muster.fleet.LimitOrigin;
import dev.muster.fleet.SteadyClock;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.RangeQuery;
import dev.muster.server.WebServer;
import dev.muster.web.BasicAuth;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Identity;
import dev.muster.web.LocalHosts;
import dev.muster.web.WebConfig.TlsServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every server has: the data folder with archive, users and authority, the fleet file, and the
 * parts made of them alone. What was opened is closed in the reverse order.
 */
final class Premises implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Premises.class);

  private final ServerSettings settings;
  private final InstantSource clock;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final AtomicBoolean ready = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final DataFolder data;
  private final FleetWatcher fleets;
  private final Archive archive;
  private final @Nullable Path setAside;
  private final Users users;
  private final CertificateAuthority authority;

  /**
   * Opens them.
   *
   * @param data of the settings
   * @throws AppException if the data folder cannot be used
   * @throws dev.muster.fleet.FleetException if the fleet file has mistakes
   * @throws dev.muster.sqlite.DatabaseException if the archive cannot be opened
   */
  Premises(ServerSettings settings, DataFolder data, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.data = data;
    try {
      fleets = closing(FleetWatcher.open(settings.fleetFile(), settings.environment()));
      var opened = OpenedArchive.open(data.resolve("archive.db"), clock, Pace.SERVER);
      setAside = opened.setAside();
      archive = closing(opened.archive());
      if (clock instanceof SteadyClock steady) {
        steady.notBefore(Instant.ofEpochMilli(archive.newestMillis()));
      }
      users = closing(Users.openOrMake(data, settings.environment(), clock));
      authority =
          CertificateAuthority.openOrMake(
              data.resolve("ca"), systems(clock), settings.certificateLife());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Certificates are judged by the clocks of machines. */
  private static InstantSource systems(InstantSource clock) {
    return clock instanceof SteadyClock ? InstantSource.system() : clock;
  }

  DataFolder data() {
    return data;
  }

  FleetWatcher fleets() {
    return fleets;
  }

  Archive archive() {
    return archive;
  }

  CertificateAuthority authority() {
    return authority;
  }

  /** Closes a part before those that were there already. */
  <T extends AutoCloseable> T closing(T part) {
    open.push(part);
    return part;
  }

  /** From now on {@code /-/ready} says yes, and users made by this start are kept. */
  void ready() {
    users.keep();
    ready.set(true);
  }

  /** The page's address; the port as the settings have it. */
  URI page() {
    return page(settings.address().port());
  }

  URI page(int port) {
    return PageAddress.of(settings.address(), port);
  }

  Identity identity() {
    return authority.issueServer("server", LocalHosts.namesAndAddresses());
  }

  WebServer.Settings web(Identity identity) {
    return new WebServer.Settings(
        settings.address(), TlsServer.of(identity), new BasicAuth(Map.of()), Set.of(), ready::get);
  }

  /** Who may log in, and who is enrolled. */
  AccountStore accountStore() {
    return users.store();
  }

  /**
   * Log-in with the users of the data folder.
   *
   * @param trouble one sentence about the server itself; "" for none
   */
  AccountWiring accounts(Supplier<String> trouble) {
    return closing(
        new AccountWiring(
            new AccountWiring.Parts(
                users.store(), fleets, data.resolve("mails"), page(), trouble, clock)));
  }

  AlertBridgeApp bridge(
      InstantQuery query,
      @Nullable RangeQuery ranges,
      AlertStore alerts,
      PrometheusRegistry registry,
      Fleet fleet) {
    return closing(
        new AlertBridgeApp(
            new AlertBridgeApp.Parts(
                query,
                ranges,
                alerts,
                archive.events(),
                archive.digests(),
                clock,
                MailSender.factory(data.resolve("mails")),
                ZoneId.systemDefault(),
                page(),
                registry),
            fleet));
  }

  /** Tells of certificates that end soon. */
  CertificateAlarm certificateAlarm(Supplier<List<CertificateAlarm.Ending>> ending) {
    return closing(
        new CertificateAlarm(
            clock,
            MailSender.factory(data.resolve("mails")),
            ZoneId.systemDefault(),
            page(),
            ending,
            fleets));
  }

  ArchiveAlarm alarm(PrometheusRegistry registry, Fleet fleet) {
    var alarm =
        closing(
            new ArchiveAlarm(
                clock,
                MailSender.factory(data.resolve("mails")),
                ZoneId.systemDefault(),
                page(),
                registry,
                fleet));
    if (setAside != null) {
      alarm.setAside(setAside.toString());
    }
    return alarm;
  }

  Explanation.Sources explained(InstantQuery query) {
    return new Explanation.Sources(
        fleets.get(),
        (client, type) -> LimitOrigin.of(settings.fleetFile(), client, type),
        query,
        archive.history(),
        ZoneId.systemDefault());
  }

  SelfScrape selfScrape(OwnMetrics metrics, SampleWriter samples) {
    return closing(
        new SelfScrape(
            metrics,
            samples,
            clock,
            () -> fleets.get().scrape().interval(),
            "127.0.0.1:" + settings.address().port()));
  }

  /** The rows of a start table that tell who may log in. */
  void tellLogIn(StartTable table) {
    String made = users.madePassword();
    table.row(
        "log in", "user admin" + (made == null ? "" : ", password " + made + " (shown this once)"));
  }

  /** The rows of a start table that tell where samples and certificates are. */
  void tellFiles(StartTable table) {
    table.row("archive", data.resolve("archive.db").toString());
    table.row("authority", data.resolve("ca").resolve("ca.pem").toString());
  }

  /** The row of a start table that tells where mails go. */
  void tellMails(StartTable table) {
    var smtp = fleets.get().smtp();
    table.row(
        "mails",
        smtp == null
            ? "kept in " + data.resolve("mails") + " (the fleet file has no <smtp>)"
            : "to " + smtp.host() + ":" + smtp.port());
  }

  /** The archive's rows of clients, and how long it keeps samples. */
  void keep(Fleet fleet) {
    var kept = fleet.archive();
    archive.setRetention(
        kept.retention(), kept.retention5m(), kept.retention1h(), kept.retentionBytes());
    archive.setClients(ClientRows.of(fleet)).join();
  }

  /** Whether it was ready until now and is closed by this; nothing the second time. */
  boolean end() {
    if (!closed.compareAndSet(false, true)) {
      return false;
    }
    boolean ran = ready.getAndSet(false);
    while (!open.isEmpty()) {
      var part = open.pop();
      try {
        part.close();
      } catch (Exception e) {
        log.warn("msg=\"did not close well\" part={}", part.getClass().getSimpleName(), e);
      }
    }
    return ran;
  }

  @Override
  public void close() {
    var _ = end();
  }
}
