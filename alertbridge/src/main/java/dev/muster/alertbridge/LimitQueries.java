package dev.muster.alertbridge;

import dev.muster.fleet.Fleet;
import dev.muster.fleet.LimitType;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.QueryException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the values of a round, one query a limit type, and knows since when none of them has an
 * answer. A type's fault, even one of the engine, does not hold up the others.
 */
final class LimitQueries {
  private static final Logger log = LoggerFactory.getLogger(LimitQueries.class);

  /**
   * A time in which no limit is judged.
   *
   * @param since Unix milliseconds of the first round without any answer
   * @param reason of that round, in a sentence
   */
  record Outage(long since, String reason) {}

  private final InstantQuery query;
  private final BridgeMetrics metrics;
  private final Set<LimitType> failing = EnumSet.noneOf(LimitType.class);
  private @Nullable Outage outage;

  LimitQueries(InstantQuery query, BridgeMetrics metrics) {
    this.query = query;
    this.metrics = metrics;
  }

  /** Since when nobody answers, or null where the last round had an answer. */
  @Nullable Outage outage() {
    return outage;
  }

  /** Asks for these types. */
  Readings ask(List<LimitType> types, Fleet fleet, long now) {
    var readings = new Readings();
    var failures = new EnumMap<LimitType, RuntimeException>(LimitType.class);
    for (var type : types) {
      try {
        readings.answered(type, query.query(type.expression(fleet.scrape().interval()), now));
      } catch (RuntimeException e) {
        readings.failed(type);
        metrics.queryFailures.labelValues(type.xmlName()).inc();
        failures.put(type, e);
      }
    }
    if (!types.isEmpty()) {
      note(types, failures, now);
    }
    return readings;
  }

  private void note(List<LimitType> types, Map<LimitType, RuntimeException> failures, long now) {
    boolean silent = failures.size() == types.size();
    metrics.queryUp.set(silent ? 0 : 1);
    if (silent) {
      nobodyAnswers(failures.get(types.getFirst()), now);
      return;
    }
    metrics.lastAnswer.set(now / 1000.0);
    if (outage != null) {
      log.info(
          "queries for limits are answered again away={}",
          TimeText.duration(Math.max(0, now - outage.since())));
      outage = null;
    }
    types.forEach(type -> note(type, failures.get(type)));
  }

  private void nobodyAnswers(@Nullable RuntimeException failure, long now) {
    if (outage == null) {
      String reason = failure == null ? "" : words(failure);
      log.warn("no limit is judged, alerts stay as they are reason=\"{}\"", reason);
      outage = new Outage(now, reason);
    }
  }

  private void note(LimitType type, @Nullable RuntimeException failure) {
    if (failure != null && failing.add(type)) {
      log.warn("limit type not judged type={} reason={}", type.xmlName(), reason(failure));
    } else if (failure == null && failing.remove(type)) {
      log.info("limit type answered again type={}", type.xmlName());
    }
  }

  private static String reason(RuntimeException failure) {
    return failure instanceof QueryException expected
        ? expected.reason() + " " + words(failure)
        : failure.toString();
  }

  private static String words(RuntimeException failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }
}
