package dev.muster.alertbridge;

import dev.muster.fleet.LimitType;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.InstantSample;
import dev.muster.metrics.Labels;
import dev.muster.metrics.QueryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Values by type, client and detail, each from a time on until the next; NaN ends one. */
final class FakeQuery implements InstantQuery {
  /** One series. */
  record Key(LimitType type, String client, String detail) {}

  private final Map<Key, ConcurrentSkipListMap<Long, Double>> series = new ConcurrentHashMap<>();
  private final Duration interval;
  final Set<LimitType> failing = EnumSet.noneOf(LimitType.class);
  final List<String> asked = new ArrayList<>();

  FakeQuery(Duration interval) {
    this.interval = interval;
  }

  FakeQuery set(long from, LimitType type, String client, String detail, double value) {
    series
        .computeIfAbsent(new Key(type, client, detail), key -> new ConcurrentSkipListMap<>())
        .put(from, value);
    return this;
  }

  @Override
  public synchronized List<InstantSample> query(String expression, long timeMillis) {
    asked.add(expression);
    var type = type(expression);
    if (failing.contains(type)) {
      throw new QueryException(QueryException.Reason.TIMEOUT, "it took too long");
    }
    var samples = new ArrayList<InstantSample>();
    var sorted = new TreeMap<String, InstantSample>();
    series.forEach((key, values) -> {
      var value = values.floorEntry(timeMillis);
      if (key.type() == type && value != null) {
        var labels = Labels.builder().set("client", key.client()).set("job", "node");
        if (!type.detailLabel().isEmpty()) {
          labels.set(type.detailLabel(), key.detail());
        }
        sorted.put(
            key.client() + key.detail(),
            new InstantSample(labels.build(), timeMillis, value.getValue()));
      }
    });
    samples.addAll(sorted.values());
    return samples;
  }

  private LimitType type(String expression) {
    String plain = expression.replaceAll(",client=~\"(\\\\.|[^\"\\\\]++)*+\"", "");
    for (var type : LimitType.values()) {
      if (type.expression(interval).equals(plain)) {
        return type;
      }
    }
    throw new QueryException(QueryException.Reason.BAD_DATA, "no limit's expression: " + plain);
  }
}
