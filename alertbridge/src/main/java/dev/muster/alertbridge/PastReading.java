package dev.muster.alertbridge;

import dev.muster.fleet.LimitType;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.InstantSample;
import dev.muster.metrics.RangeQuery;
import dev.muster.metrics.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One reading of past values: fills while it runs, and can be looked at meanwhile. */
final class PastReading {
  private static final Logger log = LoggerFactory.getLogger(PastReading.class);
  private static final long STEP = Duration.ofMinutes(5).toMillis();
  private static final int HOUR = 11;

  /** How many steps a picture's window has; then as many again between them. */
  private static final int PICTURE = 36;

  private final InstantQuery query;
  private final @Nullable RangeQuery ranges;
  private final Map<LimitType, Set<PastValues.Key>> keys;
  private final Map<LimitType, Set<PastValues.Key>> drawn;
  private final Duration window;
  private final Duration scrapeInterval;
  private final long now;
  private final Map<PastValues.Key, ConcurrentSkipListMap<Long, Double>> points =
      new ConcurrentHashMap<>();
  private final Map<PastValues.Key, List<Reading>> current = new ConcurrentHashMap<>();
  private final Set<Look> asked = new HashSet<>();
  private final Set<LimitType> failed = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;
  private volatile boolean enough;

  /** A query; of all clients first, so that those to be drawn are among them. */
  private record Look(LimitType type, long time) {}

  PastReading(
      InstantQuery query,
      @Nullable RangeQuery ranges,
      Collection<PastValues.Key> keys,
      Collection<PastValues.Key> drawn,
      Duration window,
      Duration scrapeInterval,
      long now) {
    this.query = query;
    this.ranges = ranges;
    this.keys = byType(keys);
    this.drawn = byType(drawn);
    this.window = window;
    this.scrapeInterval = scrapeInterval;
    this.now = now;
  }

  private static Map<LimitType, Set<PastValues.Key>> byType(Collection<PastValues.Key> keys) {
    var byType = new EnumMap<LimitType, Set<PastValues.Key>>(LimitType.class);
    keys.forEach(key -> byType.computeIfAbsent(key.type(), type -> new LinkedHashSet<>()).add(key));
    return byType;
  }

  /** Reads until all is read or it is stopped. */
  void run() {
    var ranges = this.ranges;
    if (ranges != null) {
      keys.forEach((type, wanted) -> ask(ranges, type, wanted, HOUR * STEP, STEP));
      long fine = window.toMillis() / (2 * PICTURE);
      drawn.forEach((type, wanted) -> ask(ranges, type, wanted, 2 * PICTURE * fine, fine));
      enough = !stopped;
    } else {
      runByMoments();
    }
  }

  private void runByMoments() {
    for (int i = 0; i <= HOUR; i++) {
      look(keys, now - i * STEP);
    }
    long fine = window.toMillis() / (2 * PICTURE);
    for (int i = 0; i <= PICTURE; i++) {
      look(drawn, now - 2L * i * fine);
    }
    enough = !stopped;
    for (int i = 0; i < PICTURE; i++) {
      look(drawn, now - (2L * i + 1) * fine);
    }
  }

  /** No query is asked any more; one that runs may come to its end unheard. */
  void stop() {
    stopped = true;
  }

  private void look(Map<LimitType, Set<PastValues.Key>> some, long time) {
    some.forEach((type, wanted) -> {
      if (!stopped && !failed.contains(type) && asked.add(new Look(type, time))) {
        ask(type, wanted, time);
      }
    });
  }

  private void ask(LimitType type, Set<PastValues.Key> wanted, long time) {
    try {
      take(type, wanted, time, query.query(expression(type, wanted), time));
    } catch (RuntimeException e) {
      failed(type, e);
    }
  }

  /** All moments of a span in one query. */
  private void ask(
      RangeQuery ranges, LimitType type, Set<PastValues.Key> wanted, long span, long step) {
    if (stopped || failed.contains(type)) {
      return;
    }
    try {
      byMoment(ranges.query(expression(type, wanted), now - span, now, step))
          .forEach((time, samples) -> take(type, wanted, time, samples));
    } catch (RuntimeException e) {
      failed(type, e);
    }
  }

  private static Map<Long, List<InstantSample>> byMoment(List<Series> all) {
    var samples = new HashMap<Long, List<InstantSample>>();
    for (var series : all) {
      for (int i = 0; i < series.size(); i++) {
        long time = series.timesMillis()[i];
        samples
            .computeIfAbsent(time, any -> new ArrayList<>())
            .add(new InstantSample(series.labels(), time, series.values()[i]));
      }
    }
    return samples;
  }

  private String expression(LimitType type, Set<PastValues.Key> wanted) {
    var clients = new TreeSet<String>();
    wanted.forEach(key -> clients.add(key.client()));
    return ClientMatcher.narrowed(type.expression(scrapeInterval), clients);
  }

  private void take(
      LimitType type, Set<PastValues.Key> wanted, long time, List<InstantSample> samples) {
    var values = Readings.byClient(type, samples);
    for (var key : wanted) {
      var readings = values.getOrDefault(key.client(), List.of());
      if (time == now) {
        current.put(key, readings);
      }
      readings.stream()
          .filter(reading -> reading.detail().equals(key.detail()))
          .findFirst()
          .ifPresent(reading -> of(key).put(time, reading.value()));
    }
  }

  private void failed(LimitType type, RuntimeException failure) {
    failed.add(type);
    log.debug("past values not read type={} reason={}", type.xmlName(), failure.toString());
  }

  private ConcurrentSkipListMap<Long, Double> of(PastValues.Key key) {
    return points.computeIfAbsent(key, any -> new ConcurrentSkipListMap<>());
  }

  /** What is read of a value so far. */
  PastValues.Past past(PastValues.Key key) {
    var all = new ArrayList<LastHour.Point>();
    var hour = new ArrayList<LastHour.Point>();
    points
        .getOrDefault(key, new ConcurrentSkipListMap<>())
        .forEach((time, value) -> {
          var point = new LastHour.Point(time, value);
          all.add(point);
          if (now - time <= HOUR * STEP && (now - time) % STEP == 0) {
            hour.add(point);
          }
        });
    boolean wanted = drawn.getOrDefault(key.type(), Set.of()).contains(key);
    return new PastValues.Past(
        new LastHour(hour),
        all,
        current.getOrDefault(key, List.of()),
        wanted && (!enough || failed.contains(key.type())));
  }
}
