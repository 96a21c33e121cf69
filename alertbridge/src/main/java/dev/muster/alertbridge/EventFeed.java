package dev.muster.alertbridge;

import dev.muster.archive.AlertStore;
import dev.muster.archive.EventStore;
import dev.muster.archive.StoredEvent;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * New event-log records for the clients that want each of them mailed at once. What was in the logs
 * before the first round ever is not mailed; every record that arrives later is.
 */
final class EventFeed {
  /** Most records looked at in one round; a full look is followed by another round at once. */
  static final int RECORDS = 2000;

  /**
   * New records.
   *
   * @param position to store with the mails, or −1 where nothing is new
   * @param batches records of one client each, in the order of arrival
   * @param more whether there are more than were looked at
   */
  record News(long position, List<Batch> batches, boolean more) {}

  /** Records of one client for one mail. */
  record Batch(Client client, List<StoredEvent> events) {}

  private final AlertStore alerts;
  private final EventStore events;
  private final Follower follower;

  /** Hears of a fleet before records after a position are handled for it. */
  @FunctionalInterface
  interface Follower {
    void follow(Fleet fleet, long position);
  }

  EventFeed(AlertStore alerts, EventStore events) {
    this(alerts, events, (fleet, position) -> {});
  }

  EventFeed(AlertStore alerts, EventStore events, Follower follower) {
    this.alerts = alerts;
    this.events = events;
    this.follower = follower;
  }

  News read(Fleet fleet) {
    long position = alerts.eventPosition();
    if (position < 0) {
      long newest = events.newestId();
      follower.follow(fleet, newest);
      return new News(newest, List.of(), false);
    }
    follower.follow(fleet, position);
    var fresh = events.after(position, RECORDS);
    if (fresh.isEmpty()) {
      return new News(-1, List.of(), false);
    }
    var wanted = new HashMap<String, Client>();
    for (var client : fleet.clients()) {
      if (client.mailEvents()) {
        wanted.put(client.name(), client);
      }
    }
    var byClient = new LinkedHashMap<Client, List<StoredEvent>>();
    for (var event : fresh) {
      var client = wanted.get(event.client());
      if (client != null && client.alerting().events().takes(event.event().level())) {
        byClient.computeIfAbsent(client, c -> new ArrayList<>()).add(event);
      }
    }
    var batches = new ArrayList<Batch>();
    byClient.forEach((client, all) -> split(client, all, batches));
    return new News(fresh.getLast().id(), batches, fresh.size() == RECORDS);
  }

  private static void split(Client client, List<StoredEvent> all, List<Batch> batches) {
    for (int from = 0; from < all.size(); from += EventMail.RECORDS) {
      int to = Math.min(all.size(), from + EventMail.RECORDS);
      batches.add(new Batch(client, List.copyOf(all.subList(from, to))));
    }
  }
}
