package dev.muster.scraper;

import dev.muster.fleet.ArchiveSettings;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.PageRules;
import dev.muster.fleet.ScrapeSettings;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fleets for tests. */
final class Fleets {
  static final ScrapeSettings SETTINGS =
      new ScrapeSettings(Duration.ofSeconds(1), Duration.ofMillis(900), 10L << 20, 50_000);

  private Fleets() {}

  static Fleet of(ScrapeSettings settings, List<Client> clients) {
    return new Fleet(null, settings, new ArchiveSettings(Duration.ofDays(1)), clients, List.of());
  }

  static Fleet of(Client... clients) {
    return of(SETTINGS, List.of(clients));
  }

  static Client http(String name, int port) {
    return client(name, new Client.ExporterAccess(port, false, "/metrics", "", null, null));
  }

  static Client https(String name, int port, @Nullable String sha256) {
    return client(name, new Client.ExporterAccess(port, true, "/metrics", "", null, sha256));
  }

  static Client client(String name, Client.ExporterAccess exporter) {
    return new Client(
        name,
        "",
        "127.0.0.1",
        new Client.SshLogin(22, "", null, null),
        exporter,
        List.of(),
        List.of(),
        false);
  }

  static Client mailingEvents(Client client) {
    return new Client(
        client.name(),
        client.group(),
        client.ip(),
        client.ssh(),
        client.exporter(),
        client.mail(),
        client.limits(),
        true);
  }

  static Client inGroup(Client client, String group) {
    return new Client(
        client.name(),
        group,
        client.ip(),
        client.ssh(),
        client.exporter(),
        client.mail(),
        client.limits(),
        client.mailEvents());
  }

  static Client keeping(Client client, PageRules page) {
    return new Client(
        client.name(),
        client.group(),
        client.ip(),
        client.ssh(),
        client.exporter(),
        client.mail(),
        client.limits(),
        page,
        client.alerting());
  }
}
