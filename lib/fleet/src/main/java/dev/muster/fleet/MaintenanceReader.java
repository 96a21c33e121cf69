package dev.muster.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code <maintenance>}. */
final class MaintenanceReader {
  private static final Recurrence NEVER =
      new OneWindow(Instant.EPOCH, Instant.EPOCH, ZoneId.of("UTC"));

  private final Findings findings;
  private final KnownClients known;
  private final ZoneId usualZone;
  private final Map<String, Position> names = new HashMap<>();

  MaintenanceReader(Findings findings, KnownClients known, ZoneId usualZone) {
    this.findings = findings;
    this.known = known;
    this.usualZone = usualZone;
  }

  List<Maintenance> read(Element alerting) {
    return alerting.children("maintenance").stream().map(this::one).toList();
  }

  private Maintenance one(Element element) {
    var values = new Values(element, findings);
    var name = values.name("name");
    if (name != null) {
      var earlier = names.putIfAbsent(name.value(), name.at());
      if (earlier != null) {
        findings.mistake(
            name.at(),
            "the maintenance name " + Quoted.of(name.value()) + " is taken",
            "give each its own: the first stands in line " + earlier.line());
      }
    }
    return new Maintenance(
        Located.or(name, ""),
        conditions(element, values),
        when(element, values),
        Located.or(values.read("comment", text -> text), ""));
  }

  private Recurrence when(Element element, Values values) {
    var zone = Located.or(values.read("zone", Recurrences::zone), usualZone);
    var length = values.read("for", Recurrences::length);
    var from = values.read("from", text -> Recurrences.time(text, zone));
    boolean once = element.has("from") || element.has("to");
    if (element.has("cron") == once) {
      findings.mistake(
          element.at(once ? "cron" : "name"),
          once ? "cron and from or to on one <maintenance>" : "<maintenance> without a time",
          once ? "keep one of them" : "add cron=\"0 2 * * SUN\" for=\"2h\", or from and to");
      return NEVER;
    }
    if (once) {
      return once(element, values, from, zone);
    }
    if (!element.has("for")) {
      findings.mistake(element.at("cron"), "cron without for", "add for=\"2h\"");
    }
    var cron =
        values.read(
            "cron", text -> Recurrences.cron(text, Located.or(length, Duration.ofHours(1)), zone));
    return Located.or(cron, NEVER);
  }

  private Recurrence once(
      Element element, Values values, @Nullable Located<Instant> from, ZoneId zone) {
    if (!element.has("from") || !element.has("to")) {
      String missing = element.has("from") ? "to" : "from";
      findings.mistake(
          element.at(element.has("from") ? "from" : "to"),
          "<maintenance> without " + missing,
          "add " + missing + "=\"2026-12-24T18:00\"");
    }
    if (element.has("for")) {
      findings.mistake(element.at("for"), "for beside from and to", "remove it");
    }
    var start = Located.or(from, Instant.MIN);
    var window =
        values.read("to", text -> Recurrences.once(start, Recurrences.time(text, zone), zone));
    return from == null ? NEVER : Located.or(window, NEVER);
  }

  private List<LabelCondition> conditions(Element element, Values values) {
    var conditions = new ArrayList<LabelCondition>();
    var clients = values.read("client", this::clients);
    var groups = values.read("group", AlertingScopeReader::names);
    var types = values.read("type", AlertingScopeReader::names);
    var match = values.read("match", LabelConditions::parse);
    add(conditions, "client", clients);
    add(conditions, "group", groups);
    add(conditions, "type", types);
    conditions.addAll(Located.or(match, List.of()));
    warn(clients, known.names(), "client");
    warn(groups, known.groups().keySet(), "group");
    warn(types, LimitType.names(), "alert type");
    var of = Located.or(clients, known.names());
    var in = Located.or(groups, List.<String>of());
    if (known.clients().stream()
        .noneMatch(c -> of.contains(c.name()) && (in.isEmpty() || in.contains(c.group())))) {
      findings.warning(
          element.at(),
          "a <maintenance> that meets no client",
          "name clients and groups of this file");
    }
    return conditions;
  }

  /** Names may have commas in them. */
  private List<String> clients(String text) throws BadValueException {
    return known.hasClient(text) ? List.of(text) : AlertingScopeReader.names(text);
  }

  private static void add(
      List<LabelCondition> conditions, String label, @Nullable Located<List<String>> values) {
    if (values != null && !values.value().isEmpty()) {
      conditions.add(LabelConditions.oneOf(label, values.value()));
    }
  }

  private void warn(@Nullable Located<List<String>> said, Collection<String> there, String what) {
    if (said != null) {
      for (String name : said.value()) {
        if (!there.contains(name)) {
          String near = NearestName.of(name, there);
          findings.warning(
              said.at(),
              "no " + what + " " + Quoted.of(name) + " is in this file",
              near == null ? "write it as it stands there" : "did you mean " + near + "?");
        }
      }
    }
  }
}
