package dev.muster.console.api;

import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Limit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What another text would change of the fleet.
 *
 * @param changed clients, "" for what holds for all, and what changes of them, in words
 */
record FleetDiff(List<String> added, List<String> removed, List<Change> changed) {
  private static final Map<String, Function<Client, Object>> OF_A_CLIENT =
      ordered(
          Map.entry("group", Client::group),
          Map.entry("address", Client::ip),
          Map.entry("SSH log-in", Client::ssh),
          Map.entry("exporter", Client::exporter),
          Map.entry("mail", Client::mail),
          Map.entry("metrics", Client::page),
          Map.entry("alerting", Client::alerting));
  private static final Map<String, Function<Fleet, Object>> OF_THE_FLEET =
      ordered(
          Map.entry("mail server", fleet -> Optional.ofNullable(fleet.smtp())),
          Map.entry("scraping", Fleet::scrape),
          Map.entry("archive", Fleet::archive),
          Map.entry("global settings", Fleet::global),
          Map.entry("rule files", Fleet::rules),
          Map.entry("default mail", Fleet::mail),
          Map.entry("remote write", Fleet::remoteWrites),
          Map.entry("alerting", Fleet::alerting));

  /** What changes of a client. */
  record Change(String client, String what) {}

  @SafeVarargs
  private static <T> Map<String, Function<T, Object>> ordered(
      Map.Entry<String, Function<T, Object>>... entries) {
    var map = new LinkedHashMap<String, Function<T, Object>>();
    for (var entry : entries) {
      map.put(entry.getKey(), entry.getValue());
    }
    return map;
  }

  static FleetDiff of(Fleet before, Fleet after) {
    var old = byName(before);
    var now = byName(after);
    var changed = new ArrayList<Change>();
    differing(OF_THE_FLEET, before, after).forEach(what -> changed.add(new Change("", what)));
    now.forEach((name, client) -> {
      var was = old.get(name);
      if (was != null) {
        differing(OF_A_CLIENT, was, client).forEach(what -> changed.add(new Change(name, what)));
        limits(was, client).forEach(what -> changed.add(new Change(name, what)));
      }
    });
    return new FleetDiff(
        now.keySet().stream().filter(name -> !old.containsKey(name)).toList(),
        old.keySet().stream().filter(name -> !now.containsKey(name)).toList(),
        changed);
  }

  private static Map<String, Client> byName(Fleet fleet) {
    var clients = new LinkedHashMap<String, Client>();
    fleet.clients().forEach(client -> clients.put(client.name(), client));
    return clients;
  }

  private static <T> List<String> differing(
      Map<String, Function<T, Object>> parts, T before, T after) {
    return parts.entrySet().stream()
        .filter(part -> !part.getValue().apply(before).equals(part.getValue().apply(after)))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<String> limits(Client before, Client after) {
    var words = new ArrayList<String>();
    for (Limit limit : after.limits()) {
      var was = before.limit(limit.type());
      if (was.isEmpty()) {
        words.add("limit " + limit.describe() + " is new");
      } else if (!was.get().equals(limit)) {
        words.add("limit " + limit.describe() + " instead of " + was.get().describe());
      }
    }
    for (Limit limit : before.limits()) {
      if (after.limit(limit.type()).isEmpty()) {
        words.add("limit " + limit.describe() + " is gone");
      }
    }
    return words;
  }
}
