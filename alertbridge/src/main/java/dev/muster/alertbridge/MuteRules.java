package dev.muster.alertbridge;

import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Inhibition;
import dev.muster.fleet.LabelCondition;
import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a fleet file says of muting, made ready for use. */
final class MuteRules {
  private final Map<String, Client> clients = new HashMap<>();
  private final Map<String, List<String>> ancestors = new HashMap<>();
  private final Map<String, List<Matcher>> windows = new LinkedHashMap<>();
  private final List<Rule> inhibitions = new ArrayList<>();

  /** An inhibition with its conditions compiled. */
  record Rule(List<Matcher> source, List<Matcher> target, List<String> equal) {
    /** The values that source and target must share. */
    Labels shared(Labels labels) {
      return labels.keeping(equal);
    }
  }

  MuteRules(Fleet fleet) {
    fleet.clients().forEach(client -> clients.put(client.name(), client));
    for (var client : fleet.clients()) {
      var chain = chain(client);
      if (!chain.isEmpty()) {
        ancestors.put(client.name(), chain);
      }
    }
    for (var window : fleet.alerting().maintenances()) {
      windows.put(window.name(), matchers(window.conditions()));
    }
    for (Inhibition rule : fleet.alerting().inhibitions()) {
      inhibitions.add(new Rule(matchers(rule.source()), matchers(rule.target()), rule.equal()));
    }
  }

  /** The clients behind which one is, none where it is behind itself. */
  private List<String> chain(Client client) {
    var chain = new ArrayList<String>();
    String next = client.alerting().parent();
    while (!next.isEmpty() && !chain.contains(next)) {
      if (next.equals(client.name())) {
        return List.of();
      }
      chain.add(next);
      var parent = clients.get(next);
      next = parent == null ? "" : parent.alerting().parent();
    }
    return chain;
  }

  static List<Matcher> matchers(List<LabelCondition> conditions) {
    return conditions.stream().map(MuteRules::matcher).toList();
  }

  private static Matcher matcher(LabelCondition condition) {
    var type =
        switch (condition.comparison()) {
          case EQUAL -> Matcher.Type.EQUAL;
          case NOT_EQUAL -> Matcher.Type.NOT_EQUAL;
          case REGEX -> Matcher.Type.REGEX;
          case NOT_REGEX -> Matcher.Type.NOT_REGEX;
        };
    return Matcher.of(condition.label(), type, condition.value());
  }

  static boolean matches(List<Matcher> matchers, Labels labels) {
    for (var matcher : matchers) {
      if (!matcher.matches(labels)) {
        return false;
      }
    }
    return true;
  }

  List<String> ancestors(String client) {
    return ancestors.getOrDefault(client, List.of());
  }

  List<Matcher> window(String name) {
    return windows.getOrDefault(name, List.of());
  }

  List<Rule> inhibitions() {
    return inhibitions;
  }

  Map<String, Client> clients() {
    return clients;
  }
}
