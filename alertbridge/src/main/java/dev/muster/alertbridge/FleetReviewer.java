package dev.muster.alertbridge;

import dev.muster.archive.DigestHistory;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;
import dev.muster.fleet.WeeklyHours;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.InstantSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks back at a fleet: some ten queries, whatever its size. When its time is up it asks no more,
 * and the review says what is missing.
 */
final class FleetReviewer {
  private static final Logger log = LoggerFactory.getLogger(FleetReviewer.class);
  private static final Duration BUDGET = Duration.ofSeconds(60);
  private static final Duration AHEAD = Duration.ofDays(14);
  private static final Duration SHORTEST_STEP = Duration.ofMinutes(1);
  private static final int STEPS = 288;
  private static final int ALERTS = 2_000;
  private static final int WINDOWS = 100;
  private static final double NEAR = 0.9;

  private final InstantQuery query;
  private final DigestHistory history;
  private final LongSupplier nanoTicker;

  FleetReviewer(InstantQuery query, DigestHistory history, LongSupplier nanoTicker) {
    this.query = query;
    this.history = history;
    this.nanoTicker = nanoTicker;
  }

  /**
   * Looks at a time, which ends now or ended long ago.
   *
   * @param group the group it is about, or "" for all
   */
  FleetReview review(Fleet fleet, String group, Instant from, Instant to) {
    return new Look(fleet, group, from.toEpochMilli(), to.toEpochMilli()).review();
  }

  /** One look, with what it could not find out. */
  private final class Look {
    private final Duration interval;
    private final String group;
    private final long from;
    private final long to;
    private final Map<String, Client> clients = new LinkedHashMap<>();
    private final Set<String> unread = new HashSet<>();
    private final long deadline = nanoTicker.getAsLong() + BUDGET.toNanos();

    Look(Fleet fleet, String group, long from, long to) {
      this.interval = fleet.scrape().interval();
      this.group = group;
      this.from = from;
      this.to = to;
      for (var client : fleet.clients()) {
        if (group.isEmpty() || client.group().equals(group)) {
          clients.put(client.name(), client);
        }
      }
    }

    FleetReview review() {
      var alerts =
          history.alerts(from, to, ALERTS).stream()
              .filter(alert -> group.isEmpty() || clients.containsKey(alert.client()))
              .toList();
      var fired = new HashSet<String>();
      alerts.forEach(alert -> fired.add(alert.client() + '\n' + alert.type()));
      return new FleetReview(
          from,
          to,
          group,
          clients.size(),
          down(),
          neverSeen(),
          near(fired),
          filling(),
          alerts,
          history.mails(from, to),
          unread.stream().sorted().toList());
    }

    /** By what was scraped here, and where others scrape, by what they know of this time. */
    private List<String> neverSeen() {
      var unseen = new LinkedHashSet<>(clients.keySet());
      unseen.removeAll(history.seen());
      if (!unseen.isEmpty()) {
        String range = "up{job=\"node\"}[" + (to - from) + "ms]";
        ask("who was seen", "max by (client) (max_over_time(" + range + ")) > 0", to)
            .forEach(sample -> unseen.remove(sample.labels().get("client")));
      }
      return List.copyOf(unseen);
    }

    private List<FleetReview.Down> down() {
      var missed = new HashMap<String, Double>();
      var byHours =
          clients.values().stream()
              .filter(client -> client.alerting().expected() != null)
              .collect(Collectors.groupingBy(Look::hours));
      var always = new HashSet<>(clients.keySet());
      byHours.values().forEach(some -> some.forEach(client -> always.remove(client.name())));
      if (!always.isEmpty()) {
        addMissed(always, from, to, missed);
      }
      byHours.forEach((hours, some) -> {
        var names = some.stream().map(Client::name).collect(Collectors.toSet());
        windows(hours).forEach(window -> addMissed(names, window[0], window[1], missed));
      });
      var now = new HashSet<String>();
      ask("who is down", "up{job=\"node\"} == 0", to)
          .forEach(sample -> now.add(sample.labels().get("client")));
      now.removeIf(client -> !isExpected(client));
      return missed.entrySet().stream()
          .filter(entry -> entry.getValue() > 0)
          .map(entry ->
              new FleetReview.Down(
                  entry.getKey(),
                  Math.min(to - from, Math.round(entry.getValue() * interval.toMillis())),
                  now.contains(entry.getKey())))
          .sorted(Comparator.comparingLong(FleetReview.Down::millis).reversed())
          .toList();
    }

    private boolean isExpected(String name) {
      var client = clients.get(name);
      var hours = client == null ? null : client.alerting().expected();
      return client != null && (hours == null || hours.contains(Instant.ofEpochMilli(to)));
    }

    private static WeeklyHours hours(Client client) {
      return Objects.requireNonNull(client.alerting().expected());
    }

    /** Adds how many scrapes of these clients failed. */
    private void addMissed(Set<String> names, long start, long end, Map<String, Double> missed) {
      String range = "up{job=\"node\"}[" + (end - start) + "ms]";
      String failed = "count_over_time(" + range + ") - sum_over_time(" + range + ")";
      for (var sample : ask("who was down", failed, end - 1)) {
        String client = sample.labels().get("client");
        if (names.contains(client)) {
          missed.merge(client, sample.value(), Double::sum);
        }
      }
    }

    /** The parts of the time that are within hours, in order. */
    private List<long[]> windows(WeeklyHours hours) {
      var windows = new ArrayList<long[]>();
      long at = from;
      while (at < to && windows.size() < WINDOWS) {
        var change = hours.nextChange(Instant.ofEpochMilli(at));
        long end = change.equals(Instant.MAX) ? to : Math.min(to, change.toEpochMilli());
        if (hours.contains(Instant.ofEpochMilli(at))) {
          windows.add(new long[] {at, end});
        }
        at = end;
      }
      return windows;
    }

    private List<FleetReview.Near> near(Set<String> fired) {
      var near = new ArrayList<FleetReview.Near>();
      for (var type : LimitType.values()) {
        for (var direction : Limit.Direction.values()) {
          if (type != LimitType.OFFLINE && isLimited(type, direction)) {
            addNear(type, direction, fired, near);
          }
        }
      }
      near.sort(Comparator.comparingDouble(FleetReview.Near::share).reversed());
      return near;
    }

    private boolean isLimited(LimitType type, Limit.Direction direction) {
      return clients.values().stream()
          .anyMatch(client ->
              client.limit(type).filter(limit -> limit.direction() == direction).isPresent());
    }

    private void addNear(
        LimitType type, Limit.Direction direction, Set<String> fired, List<FleetReview.Near> near) {
      long step = Math.max(SHORTEST_STEP.toMillis(), (to - from) / STEPS);
      String worst =
          "%s_over_time((%s)[%dms:%dms])"
              .formatted(
                  direction == Limit.Direction.ABOVE ? "max" : "min",
                  type.expression(interval),
                  to - from,
                  Math.max(step, interval.toMillis()));
      var values = Readings.byClient(type, ask(type.xmlName(), worst, to));
      values.forEach((name, readings) -> {
        var client = clients.get(name);
        var limit = client == null ? null : client.limit(type).orElse(null);
        if (limit != null
            && limit.direction() == direction
            && limit.threshold() > 0
            && !fired.contains(name + '\n' + type.xmlName())) {
          readings.stream()
              .map(reading -> new FleetReview.Near(name, limit, reading.detail(), reading.value()))
              .filter(reading -> reading.share() >= NEAR)
              .forEach(near::add);
        }
      });
    }

    /** Drives known for half a day at least, as the first minutes of a new one tell little. */
    private List<FleetReview.Filling> filling() {
      long past = Duration.ofDays(to - from > Duration.ofDays(2).toMillis() ? 3 : 1).toMillis();
      String free = "node_filesystem_avail_bytes{job=\"node\"," + LimitType.driveMatchers() + "}";
      String soon =
          "%1$s / (0 - deriv(%1$s[%2$dms])) and predict_linear(%1$s[%2$dms], %3$d) < 0 and %1$s offset 12h"
              .formatted(free, past, AHEAD.toSeconds());
      var filling = new ArrayList<FleetReview.Filling>();
      for (var sample : ask("drives", soon, to)) {
        String client = sample.labels().get("client");
        double seconds = sample.value();
        if (clients.containsKey(client) && seconds >= 0 && seconds <= AHEAD.toSeconds()) {
          filling.add(
              new FleetReview.Filling(
                  client, sample.labels().get("mountpoint"), Math.round(seconds * 1000)));
        }
      }
      filling.sort(Comparator.comparingLong(FleetReview.Filling::millis));
      return filling;
    }

    private List<InstantSample> ask(String what, String expression, long time) {
      if (nanoTicker.getAsLong() - deadline > 0) {
        unread.add(what + " (it took too long)");
        return List.of();
      }
      try {
        return query.query(expression, time);
      } catch (RuntimeException e) {
        log.warn("part of a digest not read what=\"{}\" reason={}", what, e.toString());
        unread.add(what);
        return List.of();
      }
    }
  }
}
