package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fleet.LimitType;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.InstantSample;
import dev.muster.metrics.Labels;
import dev.muster.metrics.RangeQuery;
import dev.muster.metrics.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Past values, asked for moment by moment and in one go. */
final class PastValuesTest {
  private static final long NOW = 1_800_000_000_123L;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final FakeQuery moments = new FakeQuery(Fleets.INTERVAL);

  /** Answers ranges by the same values. */
  private final class Ranges implements RangeQuery {
    private int ranges;

    @Override
    public List<Series> query(String expression, long start, long end, long step) {
      ranges++;
      var samples = new LinkedHashMap<Labels, List<InstantSample>>();
      for (long time = start; time <= end; time += step) {
        for (var sample : moments.query(expression, time)) {
          samples.computeIfAbsent(sample.labels(), any -> new ArrayList<>()).add(sample);
        }
      }
      return samples.values().stream().map(Ranges::series).toList();
    }

    private static Series series(List<InstantSample> samples) {
      return new Series(
          samples.getFirst().labels(),
          samples.stream().mapToLong(InstantSample::timeMillis).toArray(),
          samples.stream().mapToDouble(InstantSample::value).toArray(),
          samples.size());
    }
  }

  @Test
  void slowArchive_holdsUpManyMailsNoLongerThanTen() {
    var budget = Duration.ofMillis(20);
    var asked = new AtomicInteger();
    var past =
        new PastValues(
            (expression, time) -> {
              asked.incrementAndGet();
              LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
              return List.of();
            },
            budget);
    var keys = Set.of(new PastValues.Key("pc1", LimitType.MEMORY, ""));
    int mails = 2_000;
    for (int mail = 0; mail < mails; mail++) {
      past.read(keys, keys, PastValues.SHORTEST, Fleets.INTERVAL, NOW);
    }
    assertThat(asked.get()).isPositive().isLessThan(mails / 2);
  }

  @Test
  void range_saysWhatMomentsSay_inTwoQueriesAType() {
    for (int minute = 0; minute < 400; minute++) {
      long time = NOW - Duration.ofMinutes(minute).toMillis();
      moments.set(time, LimitType.MEMORY, "pc1", "", 40 + minute % 17);
      moments.set(time, LimitType.DISK, "pc1", "/", 50 + minute % 13);
      moments.set(time, LimitType.DISK, "pc1", "/home", 60);
    }
    var memory = new PastValues.Key("pc1", LimitType.MEMORY, "");
    var disk = new PastValues.Key("pc1", LimitType.DISK, "/");
    var keys = Set.of(memory, disk);
    var ranges = new Ranges();
    var window = PastValues.SHORTEST;
    var byMoments =
        new PastValues(moments, PATIENCE).read(keys, keys, window, Fleets.INTERVAL, NOW);
    InstantQuery never =
        (expression, time) -> {
          throw new AssertionError("asked for a moment");
        };
    var byRanges =
        new PastValues(never, ranges, PATIENCE).read(keys, keys, window, Fleets.INTERVAL, NOW);
    assertThat(byRanges).isEqualTo(byMoments);
    assertThat(byRanges.getOrDefault(disk, PastValues.Past.UNKNOWN).now()).hasSize(2);
    assertThat(byRanges.getOrDefault(memory, PastValues.Past.UNKNOWN).points())
        .hasSizeGreaterThan(70);
    assertThat(byRanges.getOrDefault(memory, PastValues.Past.UNKNOWN).late()).isFalse();
    assertThat(ranges.ranges).isEqualTo(4);
  }
}
