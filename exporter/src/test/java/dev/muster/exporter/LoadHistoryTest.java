package dev.muster.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.exporter.CpuTimes.Spent;
import dev.muster.exporter.LoadHistory.Point;
import dev.muster.exporter.LoadHistory.Sample;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadHistoryTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicInteger minutes = new AtomicInteger();

  /** Busy for 6 s of each minute. */
  private Sample sample() {
    int minute = minutes.incrementAndGet();
    var times = new CpuTimes(minute, Map.of("0", new Spent(6.0 * minute, 60.0 * minute)));
    return new Sample(times, minute / 2.0);
  }

  @Test
  void points_ofTheLastQuarterOfAnHour() {
    try (var history =
        new LoadHistory(
            this::sample, () -> START.plus(LoadHistory.STEP.multipliedBy(minutes.get())))) {
      history.sample();
      assertThat(history.points()).isEmpty();
      history.sample();
      assertThat(history.points()).containsExactly(new Point(START.plusSeconds(120), 10.0, 1.0));
      for (int i = 0; i < 20; i++) {
        history.sample();
      }
      assertThat(history.points()).hasSize(15);
      assertThat(history.points().getFirst().time()).isEqualTo(START.plusSeconds(8 * 60));
      assertThat(history.points().getLast())
          .isEqualTo(new Point(START.plusSeconds(22 * 60), 10.0, 11.0));
    }
  }

  @Test
  void percent_ofCpusThatBothReadingsHave() {
    var before = new CpuTimes(0, Map.of("0", new Spent(10, 100), "1", new Spent(0, 100)));
    var now = new CpuTimes(1, Map.of("0", new Spent(15, 110), "2", new Spent(9, 9)));
    assertThat(now.percentSince(before)).isEqualTo(50);
    assertThat(now.percentSince(before, "0")).isEqualTo(50);
    assertThat(now.percentSince(before, "2")).isNull();
    assertThat(now.percentSince(now)).isNull();
  }
}
