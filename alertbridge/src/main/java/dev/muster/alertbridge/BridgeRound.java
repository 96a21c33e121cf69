package dev.muster.alertbridge;

import dev.muster.archive.OutgoingMail;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.LimitType;
import dev.muster.fleet.SteadyClock;
import dev.muster.metrics.InstantQuery;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at everything: asks for the values and for new events, and has the pipeline do the rest.
 * A round that fails changes nothing, and the next one begins from what is stored.
 */
final class BridgeRound {
  private static final Logger log = LoggerFactory.getLogger(BridgeRound.class);

  private final LimitQueries queries;
  private final Pipeline pipeline;
  private final EventFeed events;
  private final MailDesk desk;
  private final InstantSource clock;
  private final BridgeMetrics metrics;
  private long jumpedMillis;

  BridgeRound(
      InstantQuery query,
      Pipeline pipeline,
      EventFeed events,
      MailDesk desk,
      InstantSource clock,
      BridgeMetrics metrics) {
    this.queries = new LimitQueries(query, metrics);
    this.pipeline = pipeline;
    this.events = events;
    this.desk = desk;
    this.clock = clock;
    this.jumpedMillis = SteadyClock.jumpedMillis(clock);
    this.metrics = metrics;
  }

  /** Since when nobody answers queries for limits, or null. */
  LimitQueries.@Nullable Outage outage() {
    return queries.outage();
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
    long jumped = SteadyClock.jumpedMillis(clock);
    if (jumped > jumpedMillis) {
      pipeline.jumped(jumped - jumpedMillis);
      jumpedMillis = jumped;
    }
    var readings =
        queries.ask(LimitEvaluation.needed(fleet, pipeline.episodes(fleet, now)), fleet, now);
    var news = events.read(fleet);
    var result = pipeline.judge(fleet, readings, mails(fleet, news, now), news.position(), now);
    note(result.transitions(), pipeline.episodes(fleet, now));
    return new Result(result.mails() > 0, news.more());
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
      var unit = LimitType.named(record.type()).map(LimitType::unit).orElse(LimitType.Unit.NUMBER);
      log.info(
          "alert {} client={} type={} value=\"{}\" limit=\"{}\" cause={}",
          transition.isFiring() ? "firing" : "resolved",
          AlertMail.name(record.client()),
          record.type(),
          Quantity.value(unit, record.value(), record.limit()),
          Quantity.limit(unit, record.limit()),
          transition.cause());
    }
  }
}
