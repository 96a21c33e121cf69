package dev.muster.fleet;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes a {@link Fleet} of a file's elements; used once. */
final class FleetReader {
  static final int MOST_CLIENTS = 10_000;

  private final Path file;
  private final Map<String, String> environment;
  private final Findings findings;
  private final SecretReader secrets;
  private final AlertingReader alertings;
  private final List<Client> clients = new ArrayList<>();
  private final Map<String, Position> names = new HashMap<>();
  private final Map<String, Position> endpoints = new HashMap<>();
  private final Map<String, Position> groups = new HashMap<>();
  private final Map<String, List<String>> groupMail = new HashMap<>();
  private final Map<String, Scope> groupScopes = new HashMap<>();
  private final Map<String, AlertingScope> said = new HashMap<>();
  private final List<RuleSource> rules = new ArrayList<>();
  private List<String> mail = List.of();
  private int count;

  FleetReader(Path file, Map<String, String> environment) {
    this.file = file;
    this.environment = environment;
    this.findings = new Findings(file.toString());
    this.secrets = new SecretReader(file, environment, findings);
    this.alertings = new AlertingReader(secrets, findings);
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
    var alertingElement = lone ? null : root.child("alerting");
    var zone = alertings.zone(alertingElement);
    var scopes = new ScopeReader(secrets, findings, zone);
    var defaults = scopes.read(lone ? null : root.child("defaults"));
    if (lone) {
      client(root, "", Scope.EMPTY, scopes);
    } else {
      fleet(root, defaults, scopes);
    }
    FleetFolder.parts(file, findings).forEach(part -> part(part, defaults, zone));
    warnIfEmpty(root);
    var known = new KnownClients(clients, groupMail, mail);
    var alerting = alertings.read(alertingElement, known, zone);
    var check = new AlertingCheck(findings, clients, said);
    check.parents();
    check.receivers(alerting.receivers(), alertingElement);
    var remoteWrites = new RemoteWriteReader(secrets, findings, global.labels()).read(root);
    secrets.warnIfShared(root);
    findings.throwIfAny();
    return new Fleet(
        smtp,
        scrape,
        archive,
        global,
        rules,
        mail,
        clients,
        remoteWrites,
        alerting,
        findings.warnings());
  }

  private void fleet(Element root, Scope defaults, ScopeReader scopes) {
    mail = Located.or(defaults.mail(), List.of());
    for (var child : root.children()) {
      switch (child.name()) {
        case "client" -> client(child, "", defaults, scopes);
        case "group" -> group(child, defaults, scopes);
        case "rules" -> secrets.ruleSource(child).ifPresent(rules::add);
        default -> {}
      }
    }
  }

  /** The clients of a file of {@link FleetFolder}, with what the fleet file sets for them. */
  private void part(FleetFolder.Part part, Scope defaults, ZoneId zone) {
    var root = part.root();
    if (!StructureCheck.checkPart(root, findings)) {
      return;
    }
    var own = new SecretReader(part.file(), environment, findings);
    var scopes = new ScopeReader(own, findings, zone);
    var elements = root.name().equals("fleet") ? root.children() : List.of(root);
    for (var element : elements) {
      switch (element.name()) {
        case "client" -> client(element, "", defaults, scopes);
        case "group" -> joiningGroup(element, defaults, scopes);
        default -> {}
      }
    }
    own.warnIfShared(root);
  }

  private void warnIfEmpty(Element root) {
    if (count == 0) {
      findings.warning(
          root.at(), "a fleet without clients", "add <client ip=\"10.1.2.1\"/> for each machine");
    }
  }

  private void group(Element group, Scope defaults, ScopeReader scopes) {
    var name = new Values(group, findings).name("name");
    if (name != null) {
      unique(groups, name.value(), name.at(), "group name " + Quoted.of(name.value()));
    }
    var scope = scopes.read(group).within(defaults);
    groupScopes.put(Located.or(name, ""), scope);
    clients(group, Located.or(name, ""), scope, scopes);
  }

  /** A group that may stand in the fleet file too: what that one sets holds here as well. */
  private void joiningGroup(Element group, Scope defaults, ScopeReader scopes) {
    String name = Located.or(new Values(group, findings).name("name"), "");
    var outer = groupScopes.getOrDefault(name, defaults);
    clients(group, name, scopes.read(group).within(outer), scopes);
  }

  private void clients(Element group, String name, Scope scope, ScopeReader scopes) {
    groupMail.putIfAbsent(name, Located.or(scope.mail(), List.of()));
    for (var client : group.children("client")) {
      client(client, name, scope, scopes);
    }
  }

  private void client(Element element, String group, Scope outer, ScopeReader scopes) {
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
    var called = values.name("name");
    var own = scopes.read(element);
    var scope = own.within(outer);
    if (called != null) {
      unique(names, called.value(), called.at(), "client name " + Quoted.of(called.value()));
    }
    if (ip == null) {
      return;
    }
    endpoint(element, ip, scope);
    scope.exporter().checkWay(scope.login(), findings);
    if (!element.has("name")) {
      unique(
          names,
          ip.value(),
          ip.at(),
          "the name " + Quoted.of(ip.value()) + " of a nameless client");
    }
    String name = Located.or(called, ip.value());
    said.putIfAbsent(name, scope.alerting());
    clients.add(
        new Client(
            name,
            group,
            ip.value(),
            scope.login().resolve(findings),
            scope.exporter().resolve(ip.value(), findings),
            Located.or(scope.mail(), List.of()),
            List.copyOf(scope.limits().values()),
            scope.metrics().resolve(),
            scope.alerting().resolve(name, own.alerting(), findings)));
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
          at, what + " is taken", "give each its own: the first stands " + earlier.seenFrom(at));
    }
  }
}
