package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertRecord.State;
import dev.muster.archive.StoredAlert;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves alerts from state to state: inactive → pending → firing → resolved. Pure: the same
 * episodes, fleet, readings and time give the same outcome.
 *
 * <p>A missing value drops a pending alert. A firing one stays while the client is down, and is
 * resolved once the client has been up for five minutes without the value. A type whose query
 * failed stands as it is. What the fleet no longer holds a client to is dropped or resolved. A
 * clock that steps back restarts the waiting; it fires and resolves nothing. Outside of the hours
 * in which a client is expected to run, its being offline begins nothing.
 */
final class LimitEvaluation {
  /** How long a client may be up without giving the value of a firing alert. */
  static final Duration MISSING = Duration.ofMinutes(5);

  /** How often the value of a standing alert is written anew. */
  static final Duration REFRESH = Duration.ofSeconds(15);

  /**
   * What one evaluation leads to.
   *
   * @param episodes all that are open afterwards
   * @param begun episodes to insert, under new ids
   * @param changed episodes to update
   * @param dropped ids of pending records that came to nothing
   * @param transitions what began to fire and what is over, in the order of the fleet
   */
  record Outcome(
      Map<Episode.Key, Episode> episodes,
      List<StoredAlert> begun,
      List<StoredAlert> changed,
      List<Long> dropped,
      List<Transition> transitions) {}

  private final Readings readings;
  private final long now;
  private final LongSupplier ids;
  private final Map<Episode.Key, Episode> open = new HashMap<>();
  private final List<StoredAlert> begun = new ArrayList<>();
  private final List<StoredAlert> changed = new ArrayList<>();
  private final List<Long> dropped = new ArrayList<>();
  private final List<Transition> transitions = new ArrayList<>();

  private LimitEvaluation(Readings readings, long now, LongSupplier ids) {
    this.readings = readings;
    this.now = now;
    this.ids = ids;
  }

  /**
   * Evaluates.
   *
   * @param ids gives ids that no episode ever had
   */
  static Outcome evaluate(
      Collection<Episode> before, Fleet fleet, Readings readings, long now, LongSupplier ids) {
    var evaluation = new LimitEvaluation(readings, now, ids);
    var left = new HashMap<Episode.Key, Episode>();
    before.forEach(episode -> left.put(episode.key(), episode));
    var clients = new HashMap<String, Client>();
    for (var client : fleet.clients()) {
      clients.put(client.name(), client);
      for (var limit : client.limits()) {
        var key = new Episode.Key(client.name(), limit.type().xmlName());
        evaluation.step(left.remove(key), client, limit);
      }
    }
    left.values().stream()
        .sorted(Comparator.comparingLong(episode -> episode.record().id()))
        .forEach(episode -> evaluation.orphan(episode, clients.get(episode.record().client())));
    return new Outcome(
        evaluation.open,
        evaluation.begun,
        evaluation.changed,
        evaluation.dropped,
        evaluation.transitions);
  }

  private void step(@Nullable Episode before, Client client, Limit limit) {
    var values = readings.of(limit.type(), client.name());
    if (before == null) {
      if (!values.isEmpty()) {
        begin(client, limit, values);
      }
    } else if (!readings.knows(limit.type())) {
      keep(before.of(client));
    } else if (values.isEmpty()) {
      missing(before.of(client), limit);
    } else if (before.isFiring()) {
      firing(before.of(client), client, limit, values);
    } else {
      pending(before, client, limit, values);
    }
  }

  private void begin(Client client, Limit limit, List<Reading> values) {
    var worst = worst(limit, values);
    if (!limit.isCrossedBy(worst.value()) || isNormal(client, limit)) {
      return;
    }
    var record =
        new AlertRecord(
            ids.getAsLong(),
            client.name(),
            limit.type().xmlName(),
            State.PENDING,
            worst.value(),
            limit.threshold(),
            worst.detail(),
            now,
            null,
            null);
    if (limit.hold().isZero()) {
      var fired = inState(record, State.FIRING, now, null);
      begin(fired, client);
      transitions.add(new Transition(Transition.Cause.FIRED, null, fired, client, limit, values));
    } else {
      begin(record, client);
    }
  }

  private void begin(AlertRecord record, Client client) {
    begun.add(stored(record));
    keep(new Episode(record, client, Episode.NOT_MISSING, now));
  }

  /** A client that is off outside of the hours in which it is expected to run. */
  private boolean isNormal(Client client, Limit limit) {
    var expected = client.alerting().expected();
    return limit.type() == LimitType.OFFLINE
        && expected != null
        && !expected.contains(Instant.ofEpochMilli(now));
  }

  private static StoredAlert stored(AlertRecord record) {
    String cause = record.state() == State.FIRING ? Transition.Cause.FIRED.name() : "";
    return new StoredAlert(record, cause, null);
  }

  private void pending(Episode before, Client client, Limit limit, List<Reading> values) {
    var worst = worst(limit, values);
    if (!limit.isCrossedBy(worst.value()) || isNormal(client, limit)) {
      dropped.add(before.record().id());
      return;
    }
    long since = Math.min(before.record().activeSince(), now);
    var record = seen(before.record(), worst, limit, since);
    if (now - since >= limit.hold().toMillis()) {
      fire(before.record(), record, client, limit, values);
    } else {
      stand(before.of(client), record, client);
    }
  }

  private void firing(Episode before, Client client, Limit limit, List<Reading> values) {
    var worst = worst(limit, values);
    boolean newLimit = before.record().limit() != limit.threshold();
    boolean over = newLimit ? limit.isCrossedBy(worst.value()) : !limit.isClearedBy(worst.value());
    if (over) {
      var record = seen(before.record(), worst, limit, before.record().activeSince());
      stand(before.missingSince(Episode.NOT_MISSING), record, client);
    } else {
      var told = sameDetail(before.record(), values, worst);
      var record = seen(before.record(), told, limit, before.record().activeSince());
      var cause = newLimit ? Transition.Cause.LIMIT_CHANGED : Transition.Cause.CLEARED;
      resolve(cause, before.record(), record, client, limit, values);
    }
  }

  private void missing(Episode before, Limit limit) {
    if (!before.isFiring()) {
      dropped.add(before.record().id());
    } else if (!readings.isUp(before.record().client())) {
      keep(before.missingSince(Episode.NOT_MISSING));
    } else if (before.missingSince() == Episode.NOT_MISSING || before.missingSince() > now) {
      keep(before.missingSince(now));
    } else if (now - before.missingSince() >= MISSING.toMillis()) {
      var record = before.record();
      resolve(Transition.Cause.NO_VALUE, record, record, before.client(), limit, List.of());
    } else {
      keep(before);
    }
  }

  /** An episode for which the fleet file has no limit any more. */
  private void orphan(Episode episode, @Nullable Client client) {
    if (!episode.isFiring()) {
      dropped.add(episode.record().id());
      return;
    }
    var cause = client == null ? Transition.Cause.CLIENT_REMOVED : Transition.Cause.LIMIT_REMOVED;
    var told = client == null ? episode.client() : client;
    resolve(cause, episode.record(), episode.record(), told, null, List.of());
  }

  private void fire(
      AlertRecord before, AlertRecord record, Client client, Limit limit, List<Reading> values) {
    var fired = inState(record, State.FIRING, now, null);
    write(fired, client);
    transitions.add(new Transition(Transition.Cause.FIRED, before, fired, client, limit, values));
  }

  private void resolve(
      Transition.Cause cause,
      AlertRecord before,
      AlertRecord record,
      @Nullable Client client,
      @Nullable Limit limit,
      List<Reading> values) {
    var resolved = inState(record, State.RESOLVED, record.firedAt(), now);
    changed.add(new StoredAlert(resolved, cause.name(), null));
    transitions.add(new Transition(cause, before, resolved, client, limit, values));
  }

  /** A standing alert: written when more than its value changed, or when that is old enough. */
  private void stand(Episode before, AlertRecord record, Client client) {
    var old = before.record();
    boolean moved = old.limit() != record.limit() || old.activeSince() != record.activeSince();
    boolean stale = before.writtenAt() > now || now - REFRESH.toMillis() >= before.writtenAt();
    if (moved || (stale && !old.equals(record))) {
      write(record, client);
    } else {
      keep(before);
    }
  }

  private void write(AlertRecord record, Client client) {
    changed.add(stored(record));
    keep(new Episode(record, client, Episode.NOT_MISSING, now));
  }

  private void keep(Episode episode) {
    open.put(episode.key(), episode);
  }

  private static Reading worst(Limit limit, List<Reading> values) {
    var byValue = Comparator.comparingDouble(Reading::value);
    return values.stream()
        .max(limit.direction() == Limit.Direction.ABOVE ? byValue : byValue.reversed())
        .orElseThrow();
  }

  /** The reading of the drive (or the like) that the alert is about, else the worst. */
  private static Reading sameDetail(AlertRecord record, List<Reading> values, Reading worst) {
    return values.stream()
        .filter(reading -> reading.detail().equals(record.detail()))
        .findFirst()
        .orElse(worst);
  }

  private static AlertRecord seen(
      AlertRecord record, Reading reading, Limit limit, long activeSince) {
    return new AlertRecord(
        record.id(),
        record.client(),
        record.type(),
        record.state(),
        reading.value(),
        limit.threshold(),
        reading.detail(),
        activeSince,
        record.firedAt(),
        record.resolvedAt());
  }

  private static AlertRecord inState(
      AlertRecord record, State state, @Nullable Long firedAt, @Nullable Long resolvedAt) {
    return new AlertRecord(
        record.id(),
        record.client(),
        record.type(),
        state,
        record.value(),
        record.limit(),
        record.detail(),
        record.activeSince(),
        firedAt,
        resolvedAt);
  }

  /** The types a round asks for: those in use, and offline where an alert's client must be up. */
  static List<LimitType> needed(Fleet fleet, Collection<Episode> episodes) {
    var needed = EnumSet.noneOf(LimitType.class);
    fleet.clients().forEach(c -> c.limits().forEach(limit -> needed.add(limit.type())));
    if (!episodes.isEmpty()) {
      needed.add(LimitType.OFFLINE);
    }
    return List.copyOf(needed);
  }
}
