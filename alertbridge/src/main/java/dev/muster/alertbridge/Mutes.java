package dev.muster.alertbridge;

import dev.muster.alertbridge.api.Fingerprint;
import dev.muster.archive.Silence;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Maintenance;
import dev.muster.metrics.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What mutes which alerts: silences, maintenance windows, alerts of other clients and types, and
 * the hours in which a client is off as it should be. Pure: the same alerts, silences, fleet and
 * time give the same.
 */
final class Mutes {
  private final MuteRules rules;
  private final List<Silence> silences;
  private final List<Maintenance> windows;
  private final Map<String, Labels> offline = new HashMap<>();
  private final Map<String, Labels> offlineSoon;
  private final List<Map<Labels, List<Alert>>> sources = new ArrayList<>();
  private final Instant now;

  /**
   * Mutes.
   *
   * @param silences that are active
   * @param firing all alerts that fire
   * @param offlineSoon labels of the {@code offline} alerts that fire or wait, by client
   */
  Mutes(
      Fleet fleet,
      MuteRules rules,
      List<Silence> silences,
      List<Alert> firing,
      Map<String, Labels> offlineSoon,
      long now) {
    this.rules = rules;
    this.silences = silences;
    this.offlineSoon = offlineSoon;
    this.now = Instant.ofEpochMilli(now);
    this.windows =
        fleet.alerting().maintenances().stream()
            .filter(window -> window.when().at(this.now).isPresent())
            .toList();
    for (var alert : firing) {
      if (Alerts.isOffline(alert)) {
        offline.put(alert.record().client(), alert.labels());
      }
    }
    rules.inhibitions().forEach(rule -> sources.add(sources(rule, firing)));
  }

  private static Map<Labels, List<Alert>> sources(MuteRules.Rule rule, List<Alert> firing) {
    var sources = new HashMap<Labels, List<Alert>>();
    for (var alert : firing) {
      if (MuteRules.matches(rule.source(), alert.labels())) {
        sources
            .computeIfAbsent(rule.shared(alert.labels()), labels -> new ArrayList<>())
            .add(alert);
      }
    }
    return sources;
  }

  /** What mutes an alert that fires. */
  Muting of(Alert alert) {
    var words = new ArrayList<String>();
    var silencedBy = new ArrayList<String>();
    for (var silence : silences) {
      if (MuteRules.matches(silence.matchers(), alert.labels())) {
        silencedBy.add(silence.id());
        words.add(Muting.silence(silence.id()));
      }
    }
    var mutedBy = new ArrayList<String>();
    for (var window : windows) {
      if (MuteRules.matches(rules.window(window.name()), alert.labels())) {
        mutedBy.add(window.name());
        words.add(Muting.window(window.name()));
      }
    }
    if (isExpected(alert)) {
      mutedBy.add(Muting.EXPECT);
      words.add("off outside of its hours");
    }
    var inhibitedBy = inhibitors(alert, words);
    return words.isEmpty()
        ? Muting.NONE
        : new Muting(silencedBy, inhibitedBy, mutedBy, String.join(", ", words));
  }

  private boolean isExpected(Alert alert) {
    var client = alert.client();
    var hours = client == null ? null : client.alerting().expected();
    return Alerts.isOffline(alert) && hours != null && !hours.contains(now);
  }

  private List<String> inhibitors(Alert alert, List<String> words) {
    String client = alert.labels().get("client");
    var by = new ArrayList<String>();
    if (offline.containsKey(client) && !Alerts.isOffline(alert)) {
      by.add(Fingerprint.of(Objects.requireNonNull(offline.get(client))));
      words.add("its client is offline");
    }
    for (String parent : rules.ancestors(client)) {
      var labels = offlineSoon.getOrDefault(parent, offline.get(parent));
      if (labels != null) {
        by.add(Fingerprint.of(labels));
        words.add("parent " + AlertMail.name(parent) + " is offline");
      }
    }
    for (int i = 0; i < sources.size(); i++) {
      addSource(rules.inhibitions().get(i), sources.get(i), alert, by, words);
    }
    return by;
  }

  /** One source says enough; those that are targets themselves leave other such ones alone. */
  private static void addSource(
      MuteRules.Rule rule,
      Map<Labels, List<Alert>> sources,
      Alert alert,
      List<String> by,
      List<String> words) {
    if (sources.isEmpty() || !MuteRules.matches(rule.target(), alert.labels())) {
      return;
    }
    boolean both = MuteRules.matches(rule.source(), alert.labels());
    for (var source : sources.getOrDefault(rule.shared(alert.labels()), List.of())) {
      boolean itself = source.record().id() == alert.record().id();
      if (!itself && !(both && MuteRules.matches(rule.target(), source.labels()))) {
        by.add(Fingerprint.of(source.labels()));
        words.add("inhibited by " + PlainText.line(source.record().type(), 80));
        return;
      }
    }
  }
}
