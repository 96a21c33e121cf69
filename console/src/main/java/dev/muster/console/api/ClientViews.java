package dev.muster.console.api;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.FleetStatus;
import dev.muster.archive.FleetStatus.ClientStatus;
import dev.muster.archive.FleetStatus.DriveStatus;
import dev.muster.archive.StoredAlert;
import dev.muster.console.api.ClientView.Counts;
import dev.muster.fleet.Client;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Brings together, for each client, the fleet file, what was read last and its alerts. */
final class ClientViews {
  private final FleetStatus status;
  private final InstantSource clock;

  ClientViews(FleetStatus status, InstantSource clock) {
    this.status = status;
    this.clock = clock;
  }

  /**
   * The clients, in the order given, without sparks.
   *
   * @param open the alerts that are pending or fire
   * @param mutes what mutes them
   */
  List<ClientView> of(List<Client> clients, List<StoredAlert> open, Map<Long, Mute> mutes) {
    var statuses = new HashMap<String, ClientStatus>();
    status.clients().forEach(one -> statuses.put(one.client(), one));
    var fullest = new HashMap<String, DriveStatus>();
    for (var drive : status.drives()) {
      fullest.merge(
          drive.client(),
          drive,
          (one, other) -> other.usedPercent() > one.usedPercent() ? other : one);
    }
    var counts = counts(open, mutes);
    var now = clock.instant();
    var views = new ArrayList<ClientView>(clients.size());
    for (var client : clients) {
      String name = client.name();
      views.add(
          view(
              client,
              statuses.get(name),
              fullest.get(name),
              counts.getOrDefault(name, Counts.NONE),
              now));
    }
    return views;
  }

  private static Map<String, Counts> counts(List<StoredAlert> open, Map<Long, Mute> mutes) {
    var counts = new HashMap<String, Counts>();
    for (var alert : open) {
      var record = alert.record();
      boolean fires = record.state() == AlertRecord.State.FIRING;
      boolean muted = !mutes.getOrDefault(record.id(), Mute.NONE).by().isEmpty();
      var before = counts.getOrDefault(record.client(), Counts.NONE);
      counts.put(
          record.client(),
          new Counts(
              before.firing() + (fires && !muted ? 1 : 0),
              before.pending() + (fires ? 0 : 1),
              before.silenced() + (fires && muted ? 1 : 0)));
    }
    return counts;
  }

  private static ClientView view(
      Client client,
      @Nullable ClientStatus status,
      @Nullable DriveStatus drive,
      Counts alerts,
      Instant now) {
    return new ClientView(
        client.name(),
        client.group(),
        client.ip(),
        client.instance(),
        state(client, status, now),
        status == null ? "" : status.error(),
        status == null ? null : Figure.known(status.lastSeen()),
        status == null ? null : Figure.known(status.cpuPercent()),
        status == null ? null : Figure.known(status.memoryPercent()),
        status == null ? null : Figure.known(status.swapPercent()),
        status == null ? null : Figure.known(status.uptimeSeconds()),
        drive == null
            ? null
            : new ClientView.Fullest(drive.drive(), drive.usedPercent(), drive.freeBytes()),
        alerts,
        null,
        labels(client));
  }

  private static String state(Client client, @Nullable ClientStatus status, Instant now) {
    if (status != null && status.up()) {
      return "up";
    }
    var hours = client.alerting().expected();
    if (hours != null && !hours.contains(now)) {
      return "off";
    }
    boolean seen = status != null && (status.lastSeen() != null || !status.error().isEmpty());
    return seen ? "down" : "pending";
  }

  private static Map<String, String> labels(Client client) {
    var labels = new TreeMap<String, String>();
    labels.put("client", client.name());
    if (!client.group().isEmpty()) {
      labels.put("group", client.group());
    }
    labels.put("instance", client.instance());
    labels.put("job", "node");
    return labels;
  }
}
