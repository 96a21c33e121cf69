package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertRecord.State;
import dev.muster.archive.StoredAlert;
import dev.muster.metrics.Labels;
import dev.muster.metrics.PostedAlert;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The alerts that others judged and handed on, such as those of rules: an episode each from its
 * first firing to its end. What is handed on again is no news. An alert nobody hands on any more
 * ends when its time is over; after a restart, no sooner than whoever handed it on could be judging
 * again.
 *
 * <p>One caller at a time.
 */
final class PostedAlerts {
  /** How long rules may take after a restart to see an alert fire again. */
  static final Duration GRACE = Duration.ofMinutes(15);

  /** How many alerts may fire at a time; more are refused. */
  static final int MOST = 10_000;

  private final long startedAt;
  private final Map<Labels, Long> validUntil = new HashMap<>();

  PostedAlerts(long startedAt) {
    this.startedAt = startedAt;
  }

  /**
   * What alerts lead to.
   *
   * @param begun new episodes
   * @param changed episodes with other words, or that are over
   */
  record Change(List<StoredAlert> begun, List<StoredAlert> changed) {}

  /**
   * What is new in these alerts.
   *
   * @param open those that fire
   * @param ids gives ids that no episode ever had
   * @throws IllegalArgumentException if too many fire
   */
  static Change take(
      Map<Labels, StoredAlert> open, List<PostedAlert> alerts, long now, LongSupplier ids) {
    var latest = new HashMap<Labels, PostedAlert>();
    alerts.forEach(alert -> latest.put(alert.labels(), withoutEmpty(alert)));
    var change = new Change(new ArrayList<>(), new ArrayList<>());
    for (var alert : latest.values()) {
      var before = open.get(alert.labels());
      boolean over = alert.endsAt() <= now;
      if (before == null && !over) {
        change.begun().add(fired(alert, now, ids.getAsLong()));
      } else if (before != null && over) {
        change.changed().add(resolved(before, alert, alert.endsAt()));
      } else if (before != null && isNews(posted(before), alert)) {
        change.changed().add(updated(before, alert));
      }
    }
    requireFew(open.size() + change.begun().size());
    return change;
  }

  /** These were taken, and are stored. */
  void taken(List<PostedAlert> alerts, Collection<Labels> open) {
    alerts.forEach(alert -> validUntil.put(alert.labels(), alert.endsAt()));
    validUntil.keySet().retainAll(open);
  }

  /** Until when those that were taken since the start count as firing. */
  Map<Labels, Long> ends() {
    return Map.copyOf(validUntil);
  }

  /** The clock was set forward: who hands alerts on has as much time as before. */
  void jumped(long millis) {
    validUntil.replaceAll((labels, until) -> until + millis);
  }

  static PostedAlert posted(StoredAlert stored) {
    return Objects.requireNonNull(stored.posted());
  }

  /** Without annotations that say nothing: the store keeps none. */
  private static PostedAlert withoutEmpty(PostedAlert alert) {
    var said = new HashMap<>(alert.annotations());
    said.values().removeIf(String::isEmpty);
    return new PostedAlert(
        alert.labels(),
        said,
        alert.startsAt(),
        alert.endsAt(),
        alert.generatorUrl(),
        alert.value());
  }

  private static void requireFew(int count) {
    if (count > MOST) {
      throw new IllegalArgumentException(
          "more than " + MOST + " alerts fire at a time; let rules aggregate or limit them");
    }
  }

  /** The end of alerts that nobody hands on any more. */
  Change expire(Map<Labels, StoredAlert> open, long now) {
    var change = new Change(List.of(), new ArrayList<>());
    for (var episode : open.values()) {
      var alert = posted(episode);
      long graced = startedAt + GRACE.toMillis();
      Long until = validUntil.get(alert.labels());
      if (now >= (until == null ? Math.max(graced, alert.endsAt()) : until)) {
        change.changed().add(resolved(episode, alert, now));
      }
    }
    return change;
  }

  /** The value alone, which moves all the time, is no news. */
  private static boolean isNews(PostedAlert before, PostedAlert now) {
    return !before.annotations().equals(now.annotations())
        || !before.generatorUrl().equals(now.generatorUrl());
  }

  private static StoredAlert fired(PostedAlert alert, long now, long id) {
    long since = Math.min(alert.startsAt(), now);
    return new StoredAlert(record(id, alert, State.FIRING, since, now, null), "", alert);
  }

  private static StoredAlert updated(StoredAlert before, PostedAlert alert) {
    var record = before.record();
    return new StoredAlert(
        record(record.id(), alert, State.FIRING, record.activeSince(), record.firedAt(), null),
        "",
        begun(before, alert));
  }

  private static StoredAlert resolved(StoredAlert before, PostedAlert alert, long end) {
    var record = before.record();
    return new StoredAlert(
        record(record.id(), alert, State.RESOLVED, record.activeSince(), record.firedAt(), end),
        "",
        begun(before, alert));
  }

  /** As handed on now, but since when it was first: what its mails are known by. */
  private static PostedAlert begun(StoredAlert before, PostedAlert alert) {
    return new PostedAlert(
        alert.labels(),
        alert.annotations(),
        posted(before).startsAt(),
        alert.endsAt(),
        alert.generatorUrl(),
        alert.value());
  }

  private static AlertRecord record(
      long id,
      PostedAlert alert,
      State state,
      long since,
      @Nullable Long firedAt,
      @Nullable Long resolvedAt) {
    String name = alert.labels().get("alertname");
    return new AlertRecord(
        id,
        alert.labels().get("client"),
        name.isEmpty() ? "alert" : name,
        state,
        alert.value(),
        Double.NaN,
        PostedMail.summary(alert),
        since,
        firedAt,
        resolvedAt);
  }
}
