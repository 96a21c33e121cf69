package dev.muster.fleet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes a {@link Fleet} of a file's elements; used once. */
final class FleetReader {
  static final int MOST_CLIENTS = 10_000;

  private final Findings findings;
  private final SecretReader secrets;
  private final ScopeReader scopes;
  private final List<Client> clients = new ArrayList<>();
  private final Map<String, Position> names = new HashMap<>();
  private final Map<String, Position> endpoints = new HashMap<>();
  private final Map<String, Position> groups = new HashMap<>();
  private final List<RuleSource> rules = new ArrayList<>();
  private List<String> mail = List.of();
  private int count;

  FleetReader(Path file, Map<String, String> environment) {
    this.findings = new Findings(file.toString());
    this.secrets = new SecretReader(file, environment, findings);
    this.scopes = new ScopeReader(secrets, findings);
  }

  Fleet read(Element root) {
    if (!StructureCheck.check(root, findings)) {
      findings.throwIfAny();
    }
    var settings = new SettingsReader(secrets, findings);
    boolean lone = root.name().equals("client");
    var smtp = settings.smtp(lone ? null : root.child("smtp"));
    var scrape = settings.scrape(lone ? null : root.child("scrape"));
    var archive = settings.archive(lone ? null : root.child("archive"));
    var global = settings.global(lone ? null : root.child("global"));
    if (lone) {
      client(root, "", Scope.EMPTY);
    } else {
      fleet(root);
    }
    var remoteWrites = new RemoteWriteReader(secrets, findings, global.labels()).read(root);
    secrets.warnIfShared(root);
    findings.throwIfAny();
    return new Fleet(
        smtp, scrape, archive, global, rules, mail, clients, remoteWrites, findings.warnings());
  }

  private void fleet(Element root) {
    var defaults = scopes.read(root.child("defaults"));
    mail = Located.or(defaults.mail(), List.of());
    for (var child : root.children()) {
      switch (child.name()) {
        case "client" -> client(child, "", defaults);
        case "group" -> group(child, defaults);
        case "rules" -> secrets.ruleSource(child).ifPresent(rules::add);
        default -> {}
      }
    }
    if (count == 0) {
      findings.warning(
          root.at(), "a fleet without clients", "add <client ip=\"10.1.2.1\"/> for each machine");
    }
  }

  private void group(Element group, Scope defaults) {
    var name = new Values(group, findings).name("name");
    if (name != null) {
      unique(groups, name.value(), name.at(), "group name " + Quoted.of(name.value()));
    }
    var scope = scopes.read(group).within(defaults);
    for (var client : group.children("client")) {
      client(client, Located.or(name, ""), scope);
    }
  }

  private void client(Element element, String group, Scope outer) {
    if (count++ == MOST_CLIENTS) {
      findings.mistake(
          element.at(),
          "more than " + MOST_CLIENTS + " clients",
          "split the fleet over several servers");
    }
    if (count > MOST_CLIENTS) {
      return;
    }
    var values = new Values(element, findings);
    var ip = values.read("ip", HostAddress::parse);
    var said = values.name("name");
    var scope = scopes.read(element).within(outer);
    if (said != null) {
      unique(names, said.value(), said.at(), "client name " + Quoted.of(said.value()));
    }
    if (ip == null) {
      return;
    }
    endpoint(element, ip, scope);
    if (!element.has("name")) {
      unique(
          names,
          ip.value(),
          ip.at(),
          "the name " + Quoted.of(ip.value()) + " of a nameless client");
    }
    clients.add(
        new Client(
            Located.or(said, ip.value()),
            group,
            ip.value(),
            scope.login().resolve(findings),
            scope.exporter().resolve(ip.value(), findings),
            Located.or(scope.mail(), List.of()),
            List.copyOf(scope.limits().values()),
            Located.or(scope.mailEvents(), false),
            scope.metrics().resolve()));
  }

  private void endpoint(Element element, Located<String> ip, Scope scope) {
    int port = scope.exporter().portOrDefault();
    String shown = Quoted.of(ip.value()) + " with exporter-port " + port;
    var at = element.at(element.has("exporter-port") ? "exporter-port" : "ip");
    unique(endpoints, HostAddress.canonical(ip.value()) + " " + port, at, "address " + shown);
  }

  private void unique(Map<String, Position> taken, String key, Position at, String what) {
    var earlier = taken.putIfAbsent(key, at);
    if (earlier != null) {
      findings.mistake(
          at, what + " is taken", "give each its own: the first stands in line " + earlier.line());
    }
  }
}
