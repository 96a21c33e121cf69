package dev.muster.console.api;

import dev.muster.fleet.LimitType;
import dev.muster.metrics.QueryException;
import dev.muster.metrics.RangeQuery;
import dev.muster.metrics.Series;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * CPU percent of every client over the last 15 minutes in 30 numbers: one query for the whole
 * fleet, whose answer serves for a scrape interval.
 */
final class Sparklines {
  static final int POINTS = 30;

  /** Of a client nothing is known of. */
  static final List<@Nullable Double> NONE = Collections.nCopies(POINTS, null);

  private static final Logger log = LoggerFactory.getLogger(Sparklines.class);
  private static final long STEP = Duration.ofSeconds(30).toMillis();

  private final RangeQuery range;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private Map<String, List<@Nullable Double>> lines = Map.of();
  private long until = Long.MIN_VALUE;

  Sparklines(RangeQuery range, InstantSource clock) {
    this.range = range;
    this.clock = clock;
  }

  /** The lines by client; none where the query gets no answer. */
  Map<String, List<@Nullable Double>> of(Duration scrapeInterval) {
    lock.lock();
    try {
      long now = clock.millis();
      if (now >= until) {
        lines = ask(scrapeInterval, now);
        until = now + scrapeInterval.toMillis();
      }
      return lines;
    } finally {
      lock.unlock();
    }
  }

  private Map<String, List<@Nullable Double>> ask(Duration scrapeInterval, long now) {
    long end = now - Math.floorMod(now, STEP);
    long start = end - (POINTS - 1) * STEP;
    try {
      var found = new HashMap<String, List<@Nullable Double>>();
      for (var series : range.query(LimitType.CPU.expression(scrapeInterval), start, end, STEP)) {
        found.put(series.labels().get("client"), line(series, start));
      }
      return found;
    } catch (QueryException e) {
      log.warn("msg=\"no sparklines\" reason=\"{}\"", e.getMessage());
      return Map.of();
    }
  }

  private static List<@Nullable Double> line(Series series, long start) {
    var points = new @Nullable Double[POINTS];
    for (int i = 0; i < series.size(); i++) {
      int at = Math.toIntExact((series.timesMillis()[i] - start) / STEP);
      double value = series.values()[i];
      if (at >= 0 && at < POINTS && Double.isFinite(value)) {
        points[at] = Math.round(value * 10) / 10.0;
      }
    }
    var line = new ArrayList<@Nullable Double>(POINTS);
    Collections.addAll(line, points);
    return Collections.unmodifiableList(line);
  }
}
