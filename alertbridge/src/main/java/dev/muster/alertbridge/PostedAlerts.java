package dev.muster.alertbridge;

import dev.muster.archive.AlertRecord;
import dev.muster.archive.AlertRecord.State;
import dev.muster.archive.AlertStore;
import dev.muster.archive.OutgoingMail;
import dev.muster.archive.PostedEpisode;
import dev.muster.fleet.Fleet;
import dev.muster.metrics.Labels;
import dev.muster.metrics.PostedAlert;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alerts that others judged and handed on, such as those of rules: an episode each from its
 * first firing to its end, with one mail at the beginning and one at the end, committed together.
 * What is handed on again is no news. An alert nobody hands on any more ends when its time is over;
 * after a restart, no sooner than whoever handed it on could be judging again.
 *
 * <p>One caller at a time.
 */
final class PostedAlerts {
  private static final Logger log = LoggerFactory.getLogger(PostedAlerts.class);

  /** How long rules may take after a restart to see an alert fire again. */
  static final Duration GRACE = Duration.ofMinutes(15);

  /** How many alerts may fire at a time; more are refused. */
  static final int MOST = 10_000;

  private final AlertStore store;
  private final MailDesk desk;
  private final InstantSource clock;
  private final BridgeMetrics metrics;
  private final long startedAt;
  private final Map<Labels, Long> validUntil = new HashMap<>();
  private @Nullable Map<Labels, PostedEpisode> open;

  PostedAlerts(AlertStore store, MailDesk desk, InstantSource clock, BridgeMetrics metrics) {
    this.store = store;
    this.desk = desk;
    this.clock = clock;
    this.metrics = metrics;
    this.startedAt = clock.millis();
  }

  /**
   * Takes alerts; on return what is new is on disk.
   *
   * @return how many mails were queued
   * @throws dev.muster.sqlite.DatabaseException with nothing of it taken
   */
  int take(List<PostedAlert> alerts, Fleet fleet) {
    long now = clock.millis();
    var known = known();
    var latest = new HashMap<Labels, PostedAlert>();
    alerts.forEach(alert -> latest.put(alert.labels(), withoutEmpty(alert)));
    var changed = new ArrayList<PostedEpisode>();
    for (var alert : latest.values()) {
      var before = known.get(alert.labels());
      boolean over = alert.endsAt() <= now;
      if (before == null && !over) {
        changed.add(fired(alert, now));
      } else if (before != null && over) {
        changed.add(resolved(before, alert, alert.endsAt()));
      } else if (before != null && isNews(before.alert(), alert)) {
        changed.add(updated(before, alert));
      }
    }
    requireFew(known.size() + changed.stream().filter(PostedAlerts::begins).count());
    int mails = commit(changed, fleet, now);
    latest.forEach((labels, alert) -> validUntil.put(labels, alert.endsAt()));
    validUntil.keySet().retainAll(known().keySet());
    return mails;
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

  private static boolean begins(PostedEpisode episode) {
    return episode.record().id() == 0;
  }

  private static void requireFew(long count) {
    if (count > MOST) {
      throw new IllegalArgumentException(
          "more than " + MOST + " alerts fire at a time; let rules aggregate or limit them");
    }
  }

  /**
   * Ends alerts that nobody hands on any more.
   *
   * @return how many mails were queued
   * @throws dev.muster.sqlite.DatabaseException with nothing changed
   */
  int expire(Fleet fleet) {
    long now = clock.millis();
    var changed = new ArrayList<PostedEpisode>();
    for (var episode : known().values()) {
      long graced = startedAt + GRACE.toMillis();
      Long until = validUntil.get(episode.alert().labels());
      if (now >= (until == null ? Math.max(graced, episode.alert().endsAt()) : until)) {
        changed.add(resolved(episode, episode.alert(), now));
      }
    }
    return commit(changed, fleet, now);
  }

  private Map<Labels, PostedEpisode> known() {
    var loaded = open;
    if (loaded == null) {
      loaded = new HashMap<>();
      for (var episode : store.openPosted()) {
        loaded.put(episode.alert().labels(), episode);
      }
      open = loaded;
    }
    return loaded;
  }

  private int commit(List<PostedEpisode> changed, Fleet fleet, long now) {
    if (changed.isEmpty()) {
      return 0;
    }
    var mails = new ArrayList<OutgoingMail>();
    for (var episode : changed) {
      if (begins(episode) || episode.record().state() == State.RESOLVED) {
        mails.addAll(desk.about(episode, fleet, Instant.ofEpochMilli(now)));
      }
    }
    open = null; // Read anew, with the numbers the store gives, or as it was where this fails.
    store.commitPosted(changed, mails);
    metrics.mailsQueued.inc(mails.size());
    changed.forEach(PostedAlerts::note);
    return mails.size();
  }

  private static void note(PostedEpisode episode) {
    var record = episode.record();
    if (begins(episode) || record.state() == State.RESOLVED) {
      log.info(
          "alert {} client={} type={} value={} cause=RULE",
          record.state() == State.FIRING ? "firing" : "resolved",
          AlertMail.name(record.client()),
          record.type(),
          record.value());
    }
  }

  /** The value alone, which moves all the time, is no news. */
  private static boolean isNews(PostedAlert before, PostedAlert now) {
    return !before.annotations().equals(now.annotations())
        || !before.generatorUrl().equals(now.generatorUrl());
  }

  private static PostedEpisode fired(PostedAlert alert, long now) {
    long since = Math.min(alert.startsAt(), now);
    return new PostedEpisode(record(0, alert, State.FIRING, since, now, null), alert);
  }

  private static PostedEpisode updated(PostedEpisode before, PostedAlert alert) {
    var record = before.record();
    return new PostedEpisode(
        record(record.id(), alert, State.FIRING, record.activeSince(), record.firedAt(), null),
        begun(before, alert));
  }

  private static PostedEpisode resolved(PostedEpisode before, PostedAlert alert, long end) {
    var record = before.record();
    return new PostedEpisode(
        record(record.id(), alert, State.RESOLVED, record.activeSince(), record.firedAt(), end),
        begun(before, alert));
  }

  /** As handed on now, but since when it was first: what its mails are known by. */
  private static PostedAlert begun(PostedEpisode before, PostedAlert alert) {
    return new PostedAlert(
        alert.labels(),
        alert.annotations(),
        before.alert().startsAt(),
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
