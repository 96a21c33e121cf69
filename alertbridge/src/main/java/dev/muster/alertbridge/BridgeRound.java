package dev.muster.alertbridge;

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
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at everything: asks for the values and for new events, and has the pipeline do the rest.
 * A round that fails changes nothing, and the next one begins from what is stored.
 */
final class BridgeRound {
  private static final Logger log = LoggerFactory.getLogger(BridgeRound.class);

  private final InstantQuery query;
  private final Pipeline pipeline;
  private final EventFeed events;
  private final MailDesk desk;
  private final InstantSource clock;
  private final BridgeMetrics metrics;
  private final Set<LimitType> failing = EnumSet.noneOf(LimitType.class);

  BridgeRound(
      InstantQuery query,
      Pipeline pipeline,
      EventFeed events,
      MailDesk desk,
      InstantSource clock,
      BridgeMetrics metrics) {
    this.query = query;
    this.pipeline = pipeline;
    this.events = events;
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
    long now = clock.millis();
    var readings = ask(LimitEvaluation.needed(fleet, pipeline.episodes(fleet, now)), fleet, now);
    var news = events.read(fleet);
    var result = pipeline.judge(fleet, readings, mails(fleet, news, now), news.position(), now);
    note(result.transitions(), pipeline.episodes(fleet, now));
    return new Result(result.mails() > 0, news.more());
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

  private List<OutgoingMail> mails(Fleet fleet, EventFeed.News news, long now) {
    var mails = new ArrayList<OutgoingMail>();
    for (var batch : news.batches()) {
      mails.addAll(desk.about(batch, fleet.smtp(), Instant.ofEpochMilli(now)));
    }
    return mails;
  }

  private void note(List<Transition> transitions, Collection<Episode> episodes) {
    metrics.opened(episodes);
    metrics.lastRound.set(clock.millis() / 1000.0);
    for (var transition : transitions) {
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
