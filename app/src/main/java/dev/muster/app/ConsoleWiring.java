package dev.muster.app;

import dev.muster.alertbridge.AlertBridgeApp;
import dev.muster.alertbridge.AlertFacts;
import dev.muster.alertbridge.Explanation;
import dev.muster.alertbridge.MailHtml;
import dev.muster.alertbridge.api.ShownAlert;
import dev.muster.archive.Archive;
import dev.muster.archive.StoredAlert;
import dev.muster.console.api.Facts;
import dev.muster.console.api.FleetFiles;
import dev.muster.console.api.LiveTopic;
import dev.muster.console.api.MusterApi;
import dev.muster.console.api.Mute;
import dev.muster.console.api.Parts;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.server.WebServer;
import io.javalin.config.RoutesConfig;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Connects the console's API to the archive, the bridge, the fleet file and what runs. */
final class ConsoleWiring implements AutoCloseable {
  /** What a link of a rule's alert begins with, after the page's address. */
  private static final String GRAPH = "graph?g0.expr=";

  private static final String EXPECT = "expect";

  private final MusterApi api;
  private final Sources sources;
  private @Nullable Clients clients;

  /**
   * What it connects.
   *
   * @param page the page's address, as links in alerts of rules begin
   * @param explained what explanations are worked out from
   * @param own what the server says of itself
   */
  record Sources(
      Supplier<Fleet> fleet,
      Archive archive,
      SampleSource samples,
      AlertBridgeApp bridge,
      URI page,
      Supplier<Explanation.Sources> explained,
      Parts.Own own,
      FleetFiles files,
      InstantSource clock) {}

  /** The clients of a fleet by their names. */
  private record Clients(Fleet fleet, Map<String, Client> byName) {}

  ConsoleWiring(Sources sources) {
    this.sources = sources;
    var archive = sources.archive();
    var samples = sources.samples();
    this.api =
        new MusterApi(
            new Parts(
                sources.fleet(),
                new Parts.Readings(
                    samples.status(), archive.records(), samples.query(), samples.range()),
                new Parts.Alerts(
                    this::mutes,
                    this::facts,
                    this::why,
                    () -> archive.silences().all(),
                    MailHtml::of),
                sources.own(),
                sources.files(),
                new Parts.Access(WebServer::principal, WebServer::stands),
                sources.clock()));
  }

  void addTo(RoutesConfig routes) {
    api.addTo(routes);
  }

  /** Passes the word on that something was stored or changed. */
  void changed(LiveTopic topic) {
    api.live().changed(topic);
  }

  private Map<Long, Mute> mutes() {
    var mutes = new HashMap<Long, Mute>();
    for (var alert : sources.bridge().alerts().alerts()) {
      mutes.put(alert.episode(), mute(alert));
    }
    return mutes;
  }

  private static Mute mute(ShownAlert alert) {
    return new Mute(
        alert.silencedBy(),
        alert.inhibitedBy(),
        alert.mutedBy().stream().filter(name -> !name.equals(EXPECT)).toList(),
        alert.mutedBy().contains(EXPECT));
  }

  private Facts facts(StoredAlert stored) {
    var facts = AlertFacts.of(stored, clients(), ZoneId.systemDefault());
    return new Facts(
        facts.fingerprint(),
        facts.labels().toMap(),
        facts.annotations(),
        facts.sentence(),
        query(facts.generatorUrl()));
  }

  private synchronized Map<String, Client> clients() {
    var fleet = sources.fleet().get();
    var known = clients;
    if (known == null || !known.fleet().equals(fleet)) {
      var byName = new HashMap<String, Client>();
      fleet.clients().forEach(client -> byName.put(client.name(), client));
      known = new Clients(fleet, byName);
      clients = known;
    }
    return known.byName();
  }

  /** The expression that a link of ours leads to; those of others say nothing about theirs. */
  private String query(String generatorUrl) {
    String ours = sources.page() + GRAPH;
    if (!generatorUrl.startsWith(ours)) {
      return "";
    }
    String rest = generatorUrl.substring(ours.length());
    int end = rest.indexOf('&');
    try {
      return URLDecoder.decode(end < 0 ? rest : rest.substring(0, end), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException noLinkOfOurs) {
      return "";
    }
  }

  private List<Parts.Why> why(String client, String type, long at) {
    return Explanation.of(sources.explained().get(), client, type, at).stream()
        .map(row -> new Parts.Why(row.name(), row.text()))
        .toList();
  }

  @Override
  public void close() {
    api.close();
  }
}
