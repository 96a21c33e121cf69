package dev.muster.rollout.certificate;

import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Identity;
import dev.muster.web.Issued;
import dev.muster.web.WebConfigException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the fleet's certificates at two thirds of their life: its own, and those of exporters that
 * have theirs from the fleet's authority, as the scraper saw them. Exporters are spread over a
 * twentieth of a life, eight at once at most, and tried again after a pause that doubles. What was
 * revoked is told to every such exporter.
 */
public final class CertificateKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CertificateKeeper.class);
  private static final Duration USUAL_TURN = Duration.ofSeconds(5);
  private static final Duration SHORTEST_TURN = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration POINTLESS_PAUSE = Duration.ofHours(1);
  private static final Duration LONGEST_NOTICE = Duration.ofDays(30);
  private static final int AT_ONCE = 8;
  private static final int SPREAD = 20;
  private static final int NOTICE = 6;

  /**
   * What it works with.
   *
   * @param seen certificates that clients showed, by the clients' names
   * @param own certificates of the server itself
   */
  public record Parts(
      CertificateAuthority authority,
      Supplier<Fleet> fleet,
      Supplier<Map<String, X509Certificate>> seen,
      ExporterDoor door,
      List<OwnCertificate> own,
      InstantSource clock,
      PrometheusRegistry registry) {
    public Parts {
      own = List.copyOf(own);
    }
  }

  private final Parts parts;
  private final CertificateAuthority authority;
  private final ExporterRenewal renewal;
  private final CertificateMetrics metrics;
  private final Map<String, ClientState> clients = new ConcurrentHashMap<>();
  private final Map<String, Identity> shown = new ConcurrentHashMap<>();
  private final Map<String, String> ownTrouble = new ConcurrentHashMap<>();
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final ExecutorService workers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("certificate-", 0).factory());
  private final CountDownLatch closed = new CountDownLatch(1);

  /** A keeper that does nothing until it is started. */
  public CertificateKeeper(Parts parts) {
    this.parts = parts;
    this.authority = parts.authority();
    this.renewal = new ExporterRenewal(authority, parts.door());
    this.metrics = new CertificateMetrics(parts.registry(), this::certificates, this::revoked);
    parts.own().forEach(own -> shown.put(own.name(), own.issue().get()));
  }

  /** Takes turns from now on. */
  public void start() {
    Thread.ofVirtual().name("certificate-keeper").start(this::run);
  }

  private void run() {
    long pause = turnLength().toMillis();
    try {
      while (!closed.await(pause, TimeUnit.MILLISECONDS)) {
        try {
          turn();
        } catch (WebConfigException e) {
          log.error(
              "msg=\"certificates were not looked after, trying again\" reason=\"{}\"",
              e.getMessage());
        } catch (RuntimeException e) {
          log.error("msg=\"certificates were not looked after, trying again\"", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration turnLength() {
    var part = authority.life().dividedBy(SPREAD);
    var turn = part.compareTo(USUAL_TURN) < 0 ? part : USUAL_TURN;
    return turn.compareTo(SHORTEST_TURN) < 0 ? SHORTEST_TURN : turn;
  }

  /** Looks at everything once, and begins what is due. */
  void turn() {
    parts.own().forEach(this::renewOwn);
    var fleet = parts.fleet().get();
    var names = fleet.clients().stream().map(Client::name).collect(Collectors.toSet());
    clients.keySet().retainAll(names);
    var seen = parts.seen().get();
    var list = authority.revocationListPem();
    for (var client : fleet.clients()) {
      @Nullable X509Certificate certificate = seen.get(client.name());
      if (certificate != null && client.exporter().https()) {
        look(client, fleet, certificate, list);
      }
    }
  }

  private void renewOwn(OwnCertificate own) {
    try {
      var now = own.issue().get();
      var before = shown.put(own.name(), now);
      if (before == null || !before.certificate().equals(now.certificate())) {
        own.show().accept(now);
        metrics.renewals.labelValues(own.kind()).inc();
        log.info("msg=\"renewed a certificate\" name={} kind={}", own.name(), own.kind());
      }
      ownTrouble.remove(own.name());
    } catch (WebConfigException | IllegalArgumentException e) {
      metrics.failures.labelValues(own.kind()).inc();
      var reason = Objects.toString(e.getMessage());
      if (!reason.equals(ownTrouble.put(own.name(), reason))) {
        log.warn("msg=\"a certificate was not renewed\" name={} reason=\"{}\"", own.name(), reason);
      }
    }
  }

  private void look(Client client, Fleet fleet, X509Certificate certificate, String list) {
    var state = clients.computeIfAbsent(client.name(), _ -> new ClientState());
    if (state.isNew(certificate)) {
      state.saw(certificate, authority.isOurs(certificate));
    }
    @Nullable X509Certificate known = state.known();
    if (known == null || !state.isOurs() || authority.isRevoked(known)) {
      return;
    }
    var now = parts.clock().instant();
    boolean due = !now.isBefore(CertificateAuthority.renewal(known).plus(spread(client)));
    boolean news = !list.isEmpty() && !state.hasList(list);
    if ((due || news) && state.begin(now)) {
      workers.execute(() -> attempt(client, fleet, state, due ? known : null, news ? list : ""));
    }
  }

  /** The same for a client at each turn, so that not all are due at once. */
  private Duration spread(Client client) {
    long share = Math.floorMod(client.name().hashCode(), 1000);
    return authority.life().multipliedBy(share).dividedBy(1000L * SPREAD);
  }

  private void attempt(
      Client client,
      Fleet fleet,
      ClientState state,
      @Nullable X509Certificate before,
      String list) {
    try {
      places.acquire();
      try {
        if (!list.isEmpty()) {
          bringList(client, state, list);
        }
        if (before != null) {
          renew(client, fleet, state, before);
        }
      } finally {
        places.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      state.end();
    }
  }

  private void renew(Client client, Fleet fleet, ClientState state, X509Certificate before) {
    try {
      renewed(client, state, renewal.renew(client, fleet, before));
    } catch (RenewalException e) {
      metrics.failures.labelValues("exporter").inc();
      failed(client, state, "a certificate was not renewed", e);
    }
  }

  private void bringList(Client client, ClientState state, String list) {
    try {
      renewal.bringList(client, authority.authorityPem());
      state.pushed(list);
      metrics.pushes.inc();
    } catch (RenewalException e) {
      metrics.pushFailures.inc();
      failed(client, state, "the revocation list was not brought", e);
    }
  }

  private void failed(Client client, ClientState state, String what, RenewalException e) {
    var reason = Objects.toString(e.getMessage());
    if (!reason.equals(state.reason())) {
      log.warn("msg=\"{}\" client=\"{}\" reason=\"{}\"", what, client.name(), reason);
    }
    var part = authority.life().dividedBy(SPREAD);
    var longest = e.isPointless() ? POINTLESS_PAUSE : LONGEST_PAUSE;
    state.failed(reason, parts.clock().instant(), part.compareTo(longest) < 0 ? part : longest);
  }

  /**
   * Renews one of the server's own certificates, or asks the client whose it is, whatever is left
   * of its life.
   *
   * @return when the new one ends
   * @throws RenewalException if it cannot be renewed
   * @throws WebConfigException if none can be issued
   */
  public Instant renewNow(Issued issued) {
    if (issued.kind() == Issued.Kind.EXPORTER) {
      return renewNow(issued.name()).getNotAfter().toInstant();
    }
    var own =
        parts.own().stream()
            .filter(one -> one.name().equals(issued.name()))
            .findFirst()
            .orElseThrow(() ->
                new RenewalException(
                    "a program elsewhere has this certificate: run muster generate prometheus anew,"
                        + " and give that program the new files",
                    true));
    var next = authority.renew(own.name());
    renewOwn(own);
    return next.certificate().getNotAfter().toInstant();
  }

  private X509Certificate renewNow(String name) {
    var fleet = parts.fleet().get();
    var client =
        fleet.clients().stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(() ->
                new RenewalException("the fleet has no client '" + name + "' any more", true));
    var state = clients.computeIfAbsent(name, _ -> new ClientState());
    if (!state.begin(Instant.MAX)) {
      throw new RenewalException("it is being renewed just now; look again in a minute", false);
    }
    try {
      var next = renewal.renew(client, fleet, state.isOurs() ? state.known() : null);
      renewed(client, state, next);
      return next;
    } catch (RenewalException e) {
      metrics.failures.labelValues("exporter").inc();
      throw e;
    } finally {
      state.end();
    }
  }

  private void renewed(Client client, ClientState state, X509Certificate next) {
    state.renewed(next);
    metrics.renewals.labelValues("exporter").inc();
    log.info(
        "msg=\"renewed a certificate\" client=\"{}\" kind=exporter ends={}",
        client.name(),
        next.getNotAfter().toInstant());
  }

  private int revoked() {
    return authority
        .revocationList()
        .map(list ->
            list.getRevokedCertificates() == null ? 0 : list.getRevokedCertificates().size())
        .orElse(0);
  }

  private Map<CertificateMetrics.Holder, X509Certificate> certificates() {
    var all = new HashMap<CertificateMetrics.Holder, X509Certificate>();
    all.put(new CertificateMetrics.Holder("authority", "authority"), authority.certificate());
    for (var own : parts.own()) {
      @Nullable Identity now = shown.get(own.name());
      if (now != null) {
        all.put(new CertificateMetrics.Holder(own.kind(), own.name()), now.certificate());
      }
    }
    clients.forEach((name, state) -> {
      @Nullable X509Certificate known = state.known();
      if (known != null) {
        all.put(new CertificateMetrics.Holder("exporter", name), known);
      }
    });
    return all;
  }

  /** The certificates in use that end soon, those that end first at the front. */
  public List<EndingCertificate> ending() {
    var now = parts.clock().instant();
    var inUse =
        certificates().entrySet().stream()
            .flatMap(entry -> ending(entry.getKey(), entry.getValue(), now));
    return Stream.concat(inUse, handedOut(now))
        .sorted(Comparator.comparing(EndingCertificate::ends))
        .toList();
  }

  private Stream<EndingCertificate> ending(
      CertificateMetrics.Holder holder, X509Certificate certificate, Instant now) {
    var end = certificate.getNotAfter().toInstant();
    if (!endsSoon(certificate.getNotBefore().toInstant(), end, now)) {
      return Stream.of();
    }
    @Nullable ClientState state = clients.get(holder.name());
    boolean exporter = holder.kind().equals("exporter");
    var reason =
        exporter && state != null ? state.reason() : ownTrouble.getOrDefault(holder.name(), "");
    return Stream.of(
        new EndingCertificate(holder.name(), holder.kind(), end, reason, remedy(holder, state)));
  }

  private static boolean endsSoon(Instant start, Instant end, Instant now) {
    var share = Duration.between(start, end).dividedBy(NOTICE);
    var notice = share.compareTo(LONGEST_NOTICE) < 0 ? share : LONGEST_NOTICE;
    return !now.isBefore(end.minus(notice));
  }

  /** Programs elsewhere, such as a Prometheus that took over, which have a copy. */
  private Stream<EndingCertificate> handedOut(Instant now) {
    var newest = new HashMap<String, Issued>();
    for (var issued : authority.issued()) {
      if (issued.kind() == Issued.Kind.CLIENT
          && issued.revokedAt() == null
          && !shown.containsKey(issued.name())) {
        newest.put(issued.name(), issued);
      }
    }
    return newest.values().stream()
        .filter(one -> endsSoon(one.notBefore(), one.notAfter(), now))
        .map(one ->
            new EndingCertificate(
                one.name(),
                "client",
                one.notAfter(),
                "",
                "Run: muster generate prometheus anew, and give that program the new files."));
  }

  private static String remedy(CertificateMetrics.Holder holder, @Nullable ClientState state) {
    return switch (holder.kind()) {
      case "authority" ->
          "Bring along another authority, then give every client a certificate of it with muster"
              + " rollout.";
      case "exporter" ->
          state != null && state.isOurs()
              ? "Run: muster certificate renew '" + holder.name() + "', and mend what it says."
              : "It is none of the fleet's authority: renew it where it came from.";
      default -> "Run: muster certificate renew " + holder.name() + ", and mend what it says.";
    };
  }

  /** Begins nothing more; what is under way is broken off. */
  @Override
  public void close() {
    closed.countDown();
    workers.shutdownNow();
  }
}
