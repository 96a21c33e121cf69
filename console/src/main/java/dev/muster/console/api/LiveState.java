package dev.muster.console.api;

import dev.muster.archive.Records;
import dev.muster.archive.StoredAlert;
import dev.muster.fleet.Fleet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What listeners were last told of all clients and alerts; finds out what is new since. */
final class LiveState {
  private static final int MOST_EVENTS = 200;

  private final Parts parts;
  private final AlertViews alertViews;
  private final ClientViews clientViews;
  private List<StoredAlert> open = List.of();
  private Map<Long, Mute> mutes = Map.of();
  private Map<String, ClientView> clients = Map.of();
  private Map<Long, AlertView> alerts = Map.of();
  private long lastEvent;

  LiveState(Parts parts, AlertViews alertViews, ClientViews clientViews) {
    this.parts = parts;
    this.alertViews = alertViews;
    this.clientViews = clientViews;
  }

  /** Takes all as it is for known. */
  void begin(Fleet fleet) {
    var _ = newAlerts();
    var _ = newClients(fleet);
    lastEvent = newestEvent();
  }

  /** Alerts that began, changed or are over; those that came to nothing as resolved. */
  List<AlertView> newAlerts() {
    open = alertViews.open();
    mutes = parts.alerts().mutes().get();
    var now = new LinkedHashMap<Long, AlertView>();
    alertViews.of(open, mutes).forEach(alert -> now.put(alert.id(), alert));
    var changed = new ArrayList<AlertView>();
    for (var before : alerts.values()) {
      if (!now.containsKey(before.id())) {
        changed.add(ended(before));
      }
    }
    for (var alert : now.values()) {
      if (!alert.equals(alerts.get(alert.id()))) {
        changed.add(alert);
      }
    }
    alerts = now;
    return changed;
  }

  private AlertView ended(AlertView before) {
    return parts
        .readings()
        .records()
        .alert(before.id())
        .map(stored -> alertViews.of(List.of(stored), mutes).getFirst())
        .orElseGet(() -> before.dropped(Figure.seconds(parts.clock().millis())));
  }

  /** Clients of which something else is known now; counts their alerts as last looked at. */
  List<ClientView> newClients(Fleet fleet) {
    var now = new HashMap<String, ClientView>();
    var changed = new ArrayList<ClientView>();
    for (var view : clientViews.of(fleet.clients(), open, mutes)) {
      now.put(view.name(), view);
      if (!view.equals(clients.get(view.name()))) {
        changed.add(view);
      }
    }
    clients = now;
    return changed;
  }

  /** Records of event logs that came, the oldest first; of very many at once the newest. */
  List<EventView> newEvents() {
    var found =
        parts
            .readings()
            .records()
            .events(
                new Records.EventQuery(
                    null,
                    Set.of(),
                    Set.of(),
                    "",
                    Long.MIN_VALUE,
                    Long.MAX_VALUE,
                    Records.NEWEST,
                    MOST_EVENTS))
            .events();
    long known = lastEvent;
    if (!found.isEmpty()) {
      lastEvent = Math.max(known, found.getFirst().id());
    }
    return found.reversed().stream()
        .filter(event -> event.id() > known)
        .map(EventView::of)
        .toList();
  }

  private long newestEvent() {
    lastEvent = 0;
    var _ = newEvents();
    return lastEvent;
  }
}
