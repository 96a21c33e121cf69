package dev.muster.alertbridge;

import dev.muster.archive.AlertStore;
import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.LimitType;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.QueryException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at everything: asks for the values, moves the alerts, writes the mails and commits all
 * of it at once. A round that fails changes nothing, and the next one begins from what is stored.
 */
final class BridgeRound {
  private static final Logger log = LoggerFactory.getLogger(BridgeRound.class);

  private final InstantQuery query;
  private final AlertStore store;
  private final EventFeed events;
  private final LastHourReader history;
  private final MailDesk desk;
  private final InstantSource clock;
  private final BridgeMetrics metrics;
  private final Set<LimitType> failing = EnumSet.noneOf(LimitType.class);
  private Map<Episode.Key, Episode> episodes = new HashMap<>();
  private boolean reload = true;

  BridgeRound(
      InstantQuery query,
      AlertStore store,
      EventFeed events,
      LastHourReader history,
      MailDesk desk,
      InstantSource clock,
      BridgeMetrics metrics) {
    this.query = query;
    this.store = store;
    this.events = events;
    this.history = history;
    this.desk = desk;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * What a round did.
   *
   * @param queued whether mails went into the outbox
   * @param more whether there is more to do at once
   */
  record Result(boolean queued, boolean more) {}

  /**
   * Runs one round.
   *
   * @throws dev.muster.sqlite.DatabaseException if the store cannot be read or written
   */
  Result run(Fleet fleet) {
    loadWhereNeeded();
    reload = true; // Unless this round comes to its end.
    long now = clock.millis();
    var readings = ask(LimitEvaluation.needed(fleet, episodes.values()), fleet, now);
    var outcome = LimitEvaluation.evaluate(episodes.values(), fleet, readings, now);
    var news = events.read(fleet);
    var mails = mails(fleet, outcome, news, now);
    var round = new AlertStore.Round(outcome.changed(), outcome.dropped(), mails, news.position());
    if (!round.isEmpty()) {
      store.commit(round);
    }
    episodes = outcome.episodes();
    reload = episodes.values().stream().anyMatch(episode -> episode.record().id() == 0);
    note(outcome, mails.size());
    return new Result(!mails.isEmpty(), news.more());
  }

  Collection<Episode> episodes() {
    return List.copyOf(episodes.values());
  }

  /** Takes the open alerts from the store, adding what only memory has of them. */
  private void loadWhereNeeded() {
    if (reload) {
      var stored = new HashMap<Episode.Key, Episode>();
      for (var record : store.open()) {
        var episode = Episode.stored(record);
        var known = episodes.get(episode.key());
        stored.put(episode.key(), known == null ? episode : known.numbered(record));
      }
      episodes = stored;
    }
  }

  private Readings ask(List<LimitType> types, Fleet fleet, long now) {
    var readings = new Readings();
    for (var type : types) {
      try {
        readings.answered(type, query.query(type.expression(fleet.scrape().interval()), now));
        if (failing.remove(type)) {
          log.info("limit type answered again type={}", type.xmlName());
        }
      } catch (RuntimeException e) {
        readings.failed(type);
        metrics.queryFailures.labelValues(type.xmlName()).inc();
        if (failing.add(type)) {
          log.warn("limit type not judged type={} reason={}", type.xmlName(), reason(e));
        }
      }
    }
    return readings;
  }

  /** One type's fault, even one of the engine, must not hold up the others. */
  private static String reason(RuntimeException failure) {
    return failure instanceof QueryException expected
        ? expected.reason() + " " + expected.getMessage()
        : failure.toString();
  }

  private List<OutgoingMail> mails(
      Fleet fleet, LimitEvaluation.Outcome outcome, EventFeed.News news, long now) {
    var mails = new ArrayList<OutgoingMail>();
    var date = Instant.ofEpochMilli(now);
    if (!outcome.transitions().isEmpty()) {
      var hours = history.read(outcome.transitions(), fleet.scrape().interval(), now);
      for (var transition : outcome.transitions()) {
        var key = new Episode.Key(transition.after().client(), transition.after().type());
        var hour = hours.getOrDefault(key, LastHour.UNKNOWN);
        mails.addAll(desk.about(transition, hour, fleet.smtp(), date));
      }
    }
    for (var batch : news.batches()) {
      mails.addAll(desk.about(batch, fleet.smtp(), date));
    }
    return mails;
  }

  private void note(LimitEvaluation.Outcome outcome, int mails) {
    metrics.mailsQueued.inc(mails);
    metrics.opened(episodes.values());
    metrics.lastRound.set(clock.millis() / 1000.0);
    for (var transition : outcome.transitions()) {
      var record = transition.after();
      log.info(
          "alert {} client={} type={} value={} limit={} cause={}",
          transition.isFiring() ? "firing" : "resolved",
          AlertMail.name(record.client()),
          record.type(),
          record.value(),
          record.limit(),
          transition.cause());
    }
  }
}
