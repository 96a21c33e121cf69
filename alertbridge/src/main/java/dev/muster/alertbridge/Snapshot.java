package dev.muster.alertbridge;

import dev.muster.alertbridge.BridgeView.Group;
import dev.muster.archive.NotificationGroup;
import dev.muster.fleet.Fleet;
import dev.muster.metrics.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the bridge knew after a step; worked out when it is asked for. */
record Snapshot(List<Subject> subjects, List<NotificationGroup> known, Fleet fleet) {
  Snapshot {
    subjects = List.copyOf(subjects);
    known = List.copyOf(known);
  }

  List<AlertStatus> alerts() {
    return List.copyOf(statuses().values());
  }

  private Map<Long, AlertStatus> statuses() {
    var told = receivers();
    var statuses = new LinkedHashMap<Long, AlertStatus>();
    for (var subject : subjects) {
      var who = told.getOrDefault(subject.episode(), Set.of());
      if (subject.isFiring() || !who.isEmpty()) {
        var muting = subject.muting();
        var names = who.stream().map(to -> Destinations.shown(Destinations.read(to))).toList();
        statuses.put(
            subject.episode(),
            new AlertStatus(
                subject.alert(),
                muting.silencedBy(),
                muting.inhibitedBy(),
                muting.mutedBy(),
                names));
      }
    }
    return statuses;
  }

  /** Who is told of an alert, or knows of it. */
  private Map<Long, Set<String>> receivers() {
    var destinations = new Destinations(fleet);
    var receivers = new HashMap<Long, Set<String>>();
    for (var subject : subjects) {
      if (subject.isFiring()) {
        for (var to : destinations.of(subject.alert())) {
          add(receivers, subject.episode(), Destinations.stored(to));
        }
      }
    }
    for (var group : known) {
      group.known().keySet().forEach(episode -> add(receivers, episode, group.receiver()));
    }
    return receivers;
  }

  private static void add(Map<Long, Set<String>> receivers, long episode, String receiver) {
    receivers.computeIfAbsent(episode, id -> new LinkedHashSet<>()).add(receiver);
  }

  List<Group> groups() {
    var statuses = statuses();
    var members = new TreeMap<String, Map<Labels, List<AlertStatus>>>();
    var labels = new HashMap<String, Map<Long, Labels>>();
    for (var group : known) {
      var of = labels.computeIfAbsent(group.receiver(), receiver -> new HashMap<>());
      group.known().keySet().forEach(episode -> of.put(episode, group.labels()));
    }
    receivers()
        .forEach((episode, receivers) -> {
          var status = statuses.get(episode);
          for (String receiver : receivers) {
            if (status != null) {
              var own = status.alert().labels().keeping(fleet.alerting().groupBy());
              var shared = labels.getOrDefault(receiver, Map.of()).getOrDefault(episode, own);
              members
                  .computeIfAbsent(receiver, name -> new TreeMap<>())
                  .computeIfAbsent(shared, key -> new ArrayList<>())
                  .add(status);
            }
          }
        });
    var groups = new ArrayList<Group>();
    members.forEach((receiver, byLabels) ->
        byLabels.forEach((shared, alerts) ->
            groups.add(
                new Group(Destinations.shown(Destinations.read(receiver)), shared, alerts))));
    return groups;
  }
}
