package dev.muster.app;

import dev.muster.exporter.ExporterApp;
import dev.muster.exporter.ExporterSettings;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Via;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Identity;
import dev.muster.web.ListenAddress;
import dev.muster.web.LocalHosts;
import dev.muster.web.WebConfig;
import dev.muster.web.WebConfig.ClientAuth;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exporters for the clients that are this machine: started where nobody listens on the exporter's
 * port, stopped when the client leaves the fleet. Their page is open, as a PC's is; their events
 * are for those who show a certificate of the fleet's authority.
 */
final class LocalExporters implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LocalExporters.class);

  private static final String NAME = "exporter";

  private record Place(String ip, int port) {
    static Place of(Client client) {
      return new Place(client.ip(), client.exporter().port());
    }
  }

  private final CertificateAuthority authority;
  private final Path state;
  private final Predicate<String> enrolled;
  private final Map<Place, ExporterApp> running = new LinkedHashMap<>();
  private final Set<String> hosts = new TreeSet<>();
  private @Nullable WebConfig inForce;

  /**
   * None yet.
   *
   * @param state where exporters keep what they must remember, each in a folder of its port
   * @param enrolled whether the client of a name has an exporter of its own
   */
  LocalExporters(CertificateAuthority authority, Path state, Predicate<String> enrolled) {
    this.authority = authority;
    this.state = state;
    this.enrolled = enrolled;
  }

  /** Starts and stops until the fleet has what it needs. One that cannot start is logged. */
  synchronized void serve(Fleet fleet) {
    Set<Place> wanted =
        fleet.clients().stream()
            .filter(client -> client.exporter().https() && LocalAddresses.isLocal(client.ip()))
            .filter(client -> client.exporter().via() == Via.DIRECT)
            .filter(client -> !enrolled.test(client.name()))
            .map(Place::of)
            .collect(Collectors.toSet());
    running
        .entrySet()
        .removeIf(entry -> !wanted.contains(entry.getKey()) && stop(entry.getValue()));
    for (var place : wanted) {
      if (!running.containsKey(place) && LocalAddresses.isFree(place.ip(), place.port())) {
        start(place, wanted);
      }
    }
  }

  private void start(Place place, Set<Place> all) {
    try {
      hosts.addAll(LocalHosts.namesAndAddresses());
      all.forEach(local -> hosts.add(local.ip()));
      var web = web();
      var settings =
          ExporterSettings.of(
              new ListenAddress(place.ip(), place.port()),
              web,
              state.resolve(Integer.toString(place.port())));
      running.put(place, ExporterApp.start(settings));
    } catch (RuntimeException e) {
      log.warn(
          "msg=\"no exporter on this machine\" port={} reason=\"{}\"",
          place.port(),
          e.getMessage());
    }
  }

  private WebConfig web() {
    var tls =
        new WebConfig.TlsServer(
                authority.issueServer(NAME, List.copyOf(hosts)),
                ClientAuth.VERIFY_CLIENT_CERT_IF_GIVEN,
                List.of(authority.certificate()),
                List.of("TLSv1.3", "TLSv1.2"),
                List.of())
            .refusing(authority.revocationList().stream().toList());
    return new WebConfig(tls, Map.of(), Map.of());
  }

  /**
   * Puts the certificate that should be in use now, and the newest revocation list, in force.
   *
   * @return the certificate, or empty where none runs
   */
  synchronized Optional<Identity> refresh() {
    if (running.isEmpty()) {
      return Optional.empty();
    }
    var web = web();
    if (!web.equals(inForce)) {
      running.values().forEach(exporter -> exporter.use(web));
      inForce = web;
    }
    return Optional.ofNullable(web.tls()).map(WebConfig.TlsServer::identity);
  }

  private static boolean stop(ExporterApp exporter) {
    exporter.close();
    return true;
  }

  /** Addresses of those that run, as {@code https://IP:PORT/metrics}. */
  synchronized List<String> addresses() {
    return running.keySet().stream()
        .map(place -> "https://" + host(place.ip()) + ":" + place.port() + "/metrics")
        .toList();
  }

  private static String host(String ip) {
    return ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip;
  }

  @Override
  public synchronized void close() {
    running.values().forEach(ExporterApp::close);
    running.clear();
  }
}
