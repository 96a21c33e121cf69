package dev.muster.alertbridge;

import dev.muster.archive.AlertStore;
import dev.muster.archive.DigestStore;
import dev.muster.archive.DigestStore.Change;
import dev.muster.archive.DigestStore.Pending;
import dev.muster.archive.EventStore;
import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Client;
import dev.muster.fleet.ClientAlerting.EventMails;
import dev.muster.fleet.Fleet;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Mails what came together in the event logs of clients that want a digest. What is still to be
 * told stands in the archive, a range of records a client, and moves on in the transaction of its
 * mails. A range begins where mails of each record ended, and is closed where they begin again.
 */
final class EventDigests {
  private static final int PAGE = 2_000;
  private static final int TRIES = 10;

  private final AlertStore alerts;
  private final EventStore events;
  private final DigestStore store;
  private final DigestPost post;
  private final ZoneId zone;
  private final @Nullable URI page;
  private volatile @Nullable Fleet followed;

  EventDigests(
      AlertStore alerts,
      EventStore events,
      DigestStore store,
      DigestPost post,
      ZoneId zone,
      @Nullable URI page) {
    this.alerts = alerts;
    this.events = events;
    this.store = store;
    this.post = post;
    this.zone = zone;
    this.page = page;
  }

  /**
   * Begins and closes ranges as a fleet in force wants it; to be called before any record after a
   * position is handled for that fleet.
   *
   * @param position the last record that was handled
   */
  void follow(Fleet fleet, long position, long now) {
    for (int tries = 0; !fleet.equals(followed); tries++) {
      if (store.commit(following(fleet, position, now))) {
        followed = fleet;
      } else if (tries == TRIES) {
        throw new IllegalStateException("digests are being made all the time");
      }
    }
  }

  private Change following(Fleet fleet, long position, long now) {
    var clients = byName(fleet);
    var gone = new ArrayList<Pending>();
    var kept = new ArrayList<Pending>();
    var open = new HashSet<String>();
    for (var range : store.pending()) {
      var client = clients.get(range.client());
      var mode = client == null ? EventMails.Mode.NEVER : client.alerting().events().mode();
      if (mode == EventMails.Mode.NEVER) {
        gone.add(range);
      } else if (range.isOpen() && mode == EventMails.Mode.DIGEST) {
        open.add(range.client());
      } else if (range.isOpen()) {
        gone.add(range);
        kept.add(new Pending(range.client(), range.after(), position, range.since()));
      }
    }
    for (var client : clients.values()) {
      boolean digest = client.alerting().events().mode() == EventMails.Mode.DIGEST;
      if (digest && !open.contains(client.name())) {
        kept.add(new Pending(client.name(), position, DigestStore.OPEN, now));
      }
    }
    return new Change(gone, kept, List.of(), List.of(), List.of());
  }

  /**
   * Makes the digests that are due.
   *
   * @return how many mails were queued
   */
  int turn(Fleet fleet, Instant now) {
    long position = alerts.eventPosition();
    var clients = byName(fleet);
    var due = new LinkedHashMap<Pending, Client>();
    var kept = new ArrayList<Pending>();
    for (var range : store.pending()) {
      var client = clients.get(range.client());
      if (client == null || !fleet.equals(followed)) {
        continue; // What becomes of it, the next round says.
      }
      if (!range.isOpen()) {
        due.put(range, client);
      } else if (client.alerting().events().mode() == EventMails.Mode.DIGEST
          && range.since() < boundary(client.alerting().events(), now)) {
        due.put(range, client);
        long ended = boundary(client.alerting().events(), now);
        kept.add(new Pending(range.client(), position, DigestStore.OPEN, ended));
      }
    }
    if (due.isEmpty()) {
      return 0;
    }
    var mails = mails(fleet, due, position, now);
    var change = new Change(List.copyOf(due.keySet()), kept, List.of(), List.of(), mails);
    return store.commit(change) ? mails.size() : 0;
  }

  /** When the current hour or day began. */
  private long boundary(EventMails events, Instant now) {
    var local = now.atZone(Objects.requireNonNullElse(events.zone(), zone));
    var began =
        events.every().compareTo(Duration.ofDays(1)) < 0
            ? local.truncatedTo(ChronoUnit.HOURS)
            : local.toLocalDate().atStartOfDay(local.getZone());
    return began.toInstant().toEpochMilli();
  }

  private List<OutgoingMail> mails(
      Fleet fleet, Map<Pending, Client> due, long position, Instant now) {
    var tallies = tallies(due, position);
    var ofReader = new LinkedHashMap<String, Map<Client, EventTally>>();
    tallies.forEach((client, tally) ->
        client
            .mail()
            .forEach(reader ->
                ofReader.computeIfAbsent(reader, r -> new LinkedHashMap<>()).put(client, tally)));
    long since = due.keySet().stream().mapToLong(Pending::since).min().orElseThrow();
    var about = new StringBuilder("event digest\n");
    due.keySet()
        .forEach(
            range -> about.append(range.client()).append(' ').append(range.after()).append('\n'));
    var mails = new ArrayList<OutgoingMail>();
    ofReader.forEach((reader, his) -> {
      var content = EventDigestMail.of(his, since, now.toEpochMilli(), zone, page);
      mails.addAll(
          post.to(List.of(reader), content, about.toString(), "event-digest", fleet.smtp(), now));
    });
    return mails;
  }

  /** Counts the records of the ranges; clients without any are left out. */
  private Map<Client, EventTally> tallies(Map<Pending, Client> due, long position) {
    var ranges = new HashMap<String, List<Pending>>();
    due.keySet()
        .forEach(
            range -> ranges.computeIfAbsent(range.client(), name -> new ArrayList<>()).add(range));
    var clients = new HashMap<String, Client>();
    due.values().forEach(client -> clients.put(client.name(), client));
    var tallies = new LinkedHashMap<Client, EventTally>();
    long after = due.keySet().stream().mapToLong(Pending::after).min().orElseThrow();
    while (after < position) {
      var some = events.after(after, PAGE);
      for (var event : some) {
        var client = clients.get(event.client());
        long id = event.id();
        if (client != null
            && id <= position
            && ranges.getOrDefault(event.client(), List.of()).stream()
                .anyMatch(range -> id > range.after() && id <= range.until())
            && client.alerting().events().takes(event.event().level())) {
          tallies.computeIfAbsent(client, c -> new EventTally()).add(event.event());
        }
      }
      after = some.isEmpty() ? position : some.getLast().id();
    }
    return tallies;
  }

  private static Map<String, Client> byName(Fleet fleet) {
    var clients = new LinkedHashMap<String, Client>();
    fleet.clients().forEach(client -> clients.put(client.name(), client));
    return clients;
  }
}
