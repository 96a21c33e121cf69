package dev.muster.console.api;

import dev.muster.archive.Acknowledgement;
import dev.muster.archive.Records;
import dev.muster.archive.StoredAlert;
import dev.muster.fleet.Client;
import dev.muster.fleet.LimitType;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Brings together what is stored of alerts, what the bridge says of them, and who saw them. */
final class AlertViews {
  /** More open alerts than any fleet can look after. */
  private static final int MOST_OPEN = 20_000;

  private final Parts parts;

  AlertViews(Parts parts) {
    this.parts = parts;
  }

  /** All that are pending or fire. */
  List<StoredAlert> open() {
    return parts.readings().records().alerts(Records.AlertQuery.open(MOST_OPEN));
  }

  List<AlertView> of(List<StoredAlert> alerts, Map<Long, Mute> mutes) {
    var groups = new HashMap<String, String>();
    for (Client client : parts.fleet().get().clients()) {
      groups.put(client.name(), client.group());
    }
    var seen = new HashMap<Long, Acknowledgement>();
    parts
        .readings()
        .records()
        .acknowledgements(alerts.stream().map(alert -> alert.record().id()).toList())
        .forEach(one -> seen.put(one.episode(), one));
    return alerts.stream()
        .map(alert ->
            view(
                alert,
                groups.get(alert.record().client()),
                mutes.getOrDefault(alert.record().id(), Mute.NONE),
                seen.get(alert.record().id())))
        .toList();
  }

  private AlertView view(
      StoredAlert stored, @Nullable String group, Mute mute, @Nullable Acknowledgement seen) {
    var record = stored.record();
    var facts = parts.alerts().facts().apply(stored);
    return new AlertView(
        record.id(),
        facts.fingerprint(),
        record.client(),
        group == null ? facts.labels().getOrDefault("group", "") : group,
        record.type(),
        facts.labels().getOrDefault("alertname", record.type()),
        new TreeMap<>(facts.labels()),
        new TreeMap<>(facts.annotations()),
        record.state().name().toLowerCase(Locale.ROOT),
        mute.by(),
        seen == null ? "" : seen.author(),
        seen == null ? null : Figure.seconds(seen.time()),
        Figure.known(record.value()),
        Figure.known(record.limit()),
        stored.posted() == null ? unit(record.type()) : "",
        facts.sentence(),
        Figure.seconds(record.activeSince()),
        Figure.seconds(record.firedAt()),
        Figure.seconds(record.resolvedAt()),
        source(stored, facts));
  }

  static String unit(String type) {
    return LimitType.named(type)
        .map(LimitType::unit)
        .map(unit -> unit == LimitType.Unit.NONE ? "" : unit.name().toLowerCase(Locale.ROOT))
        .orElse("");
  }

  private static String source(StoredAlert stored, Facts facts) {
    if (stored.posted() == null) {
      return "limit";
    }
    return facts.query().isEmpty() ? "api" : "rule";
  }
}
