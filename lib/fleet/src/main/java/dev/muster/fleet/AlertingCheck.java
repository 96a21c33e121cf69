package dev.muster.fleet;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds what clients say of telling alerts against the rest of the file. */
final class AlertingCheck {
  private final Findings findings;
  private final List<Client> clients;
  private final Map<String, AlertingScope> said;

  /**
   * A check.
   *
   * @param said what holds for each client, by its name, with the places in the file
   */
  AlertingCheck(Findings findings, List<Client> clients, Map<String, AlertingScope> said) {
    this.findings = findings;
    this.clients = clients;
    this.said = said;
  }

  void parents() {
    var parents = new HashMap<String, String>();
    clients.forEach(client -> parents.put(client.name(), client.alerting().parent()));
    for (var client : clients) {
      var parent = scope(client).parent();
      if (parent == null || client.alerting().parent().isEmpty()) {
        continue;
      }
      if (!parents.containsKey(parent.value())) {
        unknownParent(parent, parents.keySet());
      } else {
        circle(client.name(), parent, parents);
      }
    }
  }

  private void unknownParent(Located<String> parent, Collection<String> names) {
    String near = NearestName.of(parent.value(), names);
    findings.warning(
        parent.at(),
        "parent " + Quoted.of(parent.value()) + " is no client of this file",
        near == null ? "name a client, such as the switch" : "did you mean " + near + "?");
  }

  /** Every circle is told once, at the member that stands first in the file. */
  private void circle(String client, Located<String> parent, Map<String, String> parents) {
    var way = new HashSet<String>();
    String at = client;
    while (!at.isEmpty() && way.add(at)) {
      at = parents.getOrDefault(at, "");
    }
    if (at.equals(client) && isFirst(client, way)) {
      findings.mistake(
          parent.at(),
          "the parents of " + Quoted.of(client) + " lead back to it",
          "a client cannot be behind itself: remove one parent");
    }
  }

  private boolean isFirst(String client, Set<String> circle) {
    var first = clients.stream().filter(c -> circle.contains(c.name())).findFirst();
    return first.map(Client::name).orElse("").equals(client);
  }

  /** Names of receivers that are none, and receivers that nobody names. */
  void receivers(List<Receiver> receivers, @Nullable Element alerting) {
    var known = receivers.stream().map(Receiver::name).collect(Collectors.toSet());
    var named = new HashSet<String>();
    for (var client : clients) {
      var notify = scope(client).receivers();
      for (String name : notify == null ? List.<String>of() : notify.value()) {
        named.add(name);
        if (notify != null && !known.contains(name)) {
          findings.mistake(
              notify.at(),
              "no <receiver> is named " + Quoted.of(name),
              known.isEmpty() ? "add one in <alerting>" : NearestName.advice(name, sorted(known)));
        }
      }
    }
    for (var element : alerting == null ? List.<Element>of() : alerting.children("receiver")) {
      unnamed(element, receivers, named);
    }
  }

  private void unnamed(Element element, List<Receiver> receivers, Set<String> named) {
    var attribute = element.attribute("name");
    if (attribute == null) {
      return;
    }
    String name = attribute.value().strip();
    boolean told =
        named.contains(name)
            || receivers.stream()
                .anyMatch(r -> r.name().equals(name) && r.kind() == Receiver.Kind.ALERTMANAGER);
    if (!told) {
      findings.warning(
          attribute.at(),
          "nobody names the receiver " + Quoted.of(name),
          "write notify=" + Quoted.of(name) + " on a client, a group or the defaults");
    }
  }

  private AlertingScope scope(Client client) {
    return said.getOrDefault(client.name(), AlertingScope.EMPTY);
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }
}
