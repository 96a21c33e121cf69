package dev.muster.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Rollups;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.SeriesReader;
import dev.muster.metrics.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries of times whose samples are gone, held to what the samples themselves gave. */
final class RollupsTest {
  private static final long START = Instant.parse("2026-11-01T00:00:00Z").toEpochMilli();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long MINUTE = 60_000;

  /** No sample lies on the edge of a window. */
  private static final long OFFSET = 7;

  private static final int SAMPLES = 48 * 240;
  private static final Labels LOAD = Labels.of("__name__", "load");
  private static final Labels WORK = Labels.of("__name__", "work_total");

  private final double[] load = new double[SAMPLES];
  private final double[] work = new double[SAMPLES];

  RollupsTest() {
    var random = new Random(3);
    for (int i = 0; i < SAMPLES; i++) {
      load[i] = random.nextInt(1000) / 100.0;
      work[i] = i > 0 && random.nextInt(500) > 0 ? work[i - 1] + random.nextInt(50) : 0;
    }
  }

  private static long time(int sample) {
    return START + OFFSET + 15_000L * sample;
  }

  /** A reader that has rollups of so many milliseconds up to a time, samples after it. */
  private final class Reader implements SeriesReader {
    private final long length;
    private final long gone;

    Reader(long length, long gone) {
      this.length = length;
      this.gone = gone;
    }

    @Override
    public List<Series> select(Selection selection) {
      var all = new ArrayList<Series>();
      forEach(selection, all::add);
      return all;
    }

    @Override
    public void forEach(Selection selection, Consumer<Series> sink) {
      for (var labels : List.of(LOAD, WORK)) {
        if (selection.matchers().stream().allMatch(m -> m.matches(labels.get(m.name())))) {
          sink.accept(series(labels, labels.equals(LOAD) ? load : work, selection));
        }
      }
    }

    private Series series(Labels labels, double[] all, Selection selection) {
      var times = new long[SAMPLES];
      var values = new double[SAMPLES];
      int size = 0;
      for (int i = 0; i < SAMPLES; i++) {
        long time = time(i);
        if (time >= gone && time >= selection.fromMillis() && time <= selection.toMillis()) {
          times[size] = time;
          values[size++] = all[i];
        }
      }
      var windows = selection.windows();
      var rollups =
          windows == null || windows.use() == Windows.Use.SAMPLES || gone == START
              ? null
              : rollups(all, windows.use());
      return new Series(labels, times, values, size, rollups);
    }

    private Rollups rollups(double[] all, Windows.Use use) {
      int count = (int) ((gone - START) / length);
      int of = (int) (length / 15_000);
      var rollups =
          new Rollups(
              new long[count],
              new long[count],
              new double[count],
              new double[count],
              new double[count],
              count,
              gone);
      for (int i = 0; i < count; i++) {
        rollups.startsMillis()[i] = START + i * length;
        rollups.endsMillis()[i] = START + (i + 1) * length;
        rollups.counts()[i] = of;
        rollups.lasts()[i] = all[(i + 1) * of - 1];
        rollups.values()[i] = value(all, i * of, (i + 1) * of, use);
      }
      return rollups;
    }
  }

  private static double value(double[] all, int from, int to, Windows.Use use) {
    return switch (use) {
      case MIN -> Statistics.min(all, from, to);
      case MAX -> Statistics.max(all, from, to);
      case SUM, AVERAGE -> Statistics.sum(all, from, to);
      case COUNT -> to - from;
      case INCREASE -> grown(all, from, to);
      case LAST, SAMPLES -> all[to - 1];
    };
  }

  private static double grown(double[] all, int from, int to) {
    double grown = 0;
    for (int i = Math.max(1, from); i < to; i++) {
      grown += all[i] < all[i - 1] ? all[i] : all[i] - all[i - 1];
    }
    return grown;
  }

  private Engine engine(long length, long gone) {
    return new Engine(new Reader(length, gone));
  }

  private List<Double> values(Engine engine, String query, long first, long last, long step) {
    var series = engine.range(query, first, last, step).series();
    var values = new ArrayList<Double>();
    series.forEach(one -> {
      for (int i = 0; i < one.size(); i++) {
        values.add(one.values()[i]);
      }
    });
    return values;
  }

  private double at(Engine engine, String query, long time) {
    var found = engine.query(query, time);
    return found.isEmpty() ? Double.NaN : found.getFirst().value();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "min_over_time(load[1h])",
        "max_over_time(load[3h])",
        "sum_over_time(load[1h])",
        "count_over_time(load[5h])",
        "avg_over_time(load[2h])",
        "avg_over_time(load[2h] offset 3h)",
        "last_over_time(load[1h])",
        "present_over_time(load[1h])",
        "max_over_time(load[6h]) - min_over_time(load[6h])",
        "load",
        "work_total offset 1h"
      })
  void wholeHours_ofRollups_areWhatSamplesGave(String query) {
    long first = START + 6 * HOUR;
    long last = START + 40 * HOUR;
    var wanted = values(engine(HOUR, START), query, first, last, HOUR);
    for (long length : new long[] {5 * MINUTE, HOUR}) {
      var found = values(engine(length, START + 24 * HOUR), query, first, last, HOUR);
      assertThat(found).hasSameSizeAs(wanted).hasSize(35);
      for (int i = 0; i < found.size(); i++) {
        double value = wanted.get(i);
        assertThat(found.get(i)).isCloseTo(value, within(1e-9 * Math.abs(value)));
      }
    }
  }

  @Test
  void increase_ofRollups_isAllThatTheCounterGrew_acrossTheSeamToo() {
    var engine = engine(HOUR, START + 24 * HOUR);
    for (int end = 4; end <= 27; end++) {
      double grown = grown(work, (end - 4) * 240, end * 240);
      long moment = START + end * HOUR;
      assertThat(at(engine, "increase(work_total[4h])", moment)).isCloseTo(grown, within(1e-6));
      assertThat(at(engine, "rate(work_total[4h])", moment))
          .isCloseTo(grown / 14_400, within(1e-9));
    }
  }

  @Test
  void window_ofSamplesAlone_isAsIfThereWereNoRollups() {
    var with = engine(HOUR, START + 24 * HOUR);
    var without = engine(HOUR, START);
    for (String query : List.of("rate(work_total[1h])", "increase(work_total[7m])", "load")) {
      long first = START + 25 * HOUR;
      assertThat(values(with, query, first, START + 40 * HOUR, 11 * MINUTE))
          .isEqualTo(values(without, query, first, START + 40 * HOUR, 11 * MINUTE))
          .isNotEmpty();
    }
  }

  @Test
  void seam_countsEachSampleOnce() {
    var engine = engine(HOUR, START + 24 * HOUR);
    for (int minute = 0; minute <= 240; minute += 17) {
      long end = START + 24 * HOUR + minute * MINUTE;
      long whole = 24 * HOUR + minute * MINUTE;
      assertThat(at(engine, "count_over_time(load[" + whole / 1000 + "s])", end))
          .isEqualTo(24 * 240 + minute * 4);
    }
  }

  @Test
  void window_shorterThanARollup_seesItsShare() {
    var engine = engine(HOUR, START + 24 * HOUR);
    long moment = START + 10 * HOUR + 30 * MINUTE;
    double grown = grown(work, 9 * 240, 10 * 240);
    assertThat(at(engine, "count_over_time(load[5m])", moment)).isEqualTo(20);
    assertThat(at(engine, "increase(work_total[5m])", moment)).isCloseTo(grown / 12, within(1e-9));
    assertThat(at(engine, "rate(work_total[5m])", moment)).isCloseTo(grown / 3600, within(1e-9));
    assertThat(at(engine, "max_over_time(load[5m])", moment))
        .isEqualTo(Statistics.max(load, 9 * 240, 10 * 240));
    assertThat(at(engine, "last_over_time(load[5m])", moment)).isEqualTo(load[10 * 240 - 1]);
    assertThat(at(engine, "load", moment)).isEqualTo(load[10 * 240 - 1]);
    assertThat(at(engine, "absent_over_time(load[5m])", moment)).isNaN();
  }

  @Test
  void everyMomentOfRollups_hasAValue_andNoneBeforeTheFirst() {
    var engine = engine(HOUR, START + 24 * HOUR);
    for (String query : List.of("load", "rate(work_total[5m])", "avg_over_time(load[90m])")) {
      assertThat(values(engine, query, START + HOUR, START + 24 * HOUR, MINUTE))
          .as(query)
          .hasSize(23 * 60 + 1);
      assertThat(values(engine, query, START, START + HOUR - MINUTE, MINUTE)).as(query).isEmpty();
    }
  }

  @Test
  void seriesThatEnded_isGoneARollupLater() {
    long end = START + 48 * HOUR;
    var engine = engine(HOUR, end);
    assertThat(at(engine, "load", end - 2)).isEqualTo(load[47 * 240 - 1]);
    assertThat(at(engine, "load", end + MINUTE)).isEqualTo(load[SAMPLES - 1]);
    assertThat(at(engine, "load", end + 6 * MINUTE)).isNaN();
  }

  @Test
  void functionThatNeedsSamples_hasNone_andSaysNothing() {
    var engine = engine(HOUR, START + 24 * HOUR);
    var answer = engine.instant("quantile_over_time(0.5, load[1h])", START + 10 * HOUR);
    assertThat(answer.value()).isEqualTo(new Value.Vector(List.of()));
    assertThat(answer.infos()).isEmpty();
  }

  @Test
  void trend_ofRollups_isThatOfTheirLastSamples() {
    for (int i = 0; i < SAMPLES; i++) {
      load[i] = 3 + i / 240.0;
    }
    var engine = engine(HOUR, START + 24 * HOUR);
    long moment = START + 20 * HOUR;
    assertThat(at(engine, "deriv(load[10h])", moment) * 3600).isCloseTo(1, within(1e-9));
    assertThat(at(engine, "predict_linear(load[10h], 7200)", moment)).isCloseTo(25, within(0.01));
  }

  @Test
  void answer_ofRollups_saysSoWithTheirTimes() {
    var engine = engine(HOUR, START + 24 * HOUR);
    var answer =
        engine.rangeAnswer("max(avg_over_time(load[1h]))", START + HOUR, START + 30 * HOUR, HOUR);
    assertThat(answer.infos())
        .containsExactly(
            "PromQL info: rollups of 1h stand for the samples from 2026-11-01T00:00:00Z to"
                + " 2026-11-02T00:00:00Z (1:19)");
    var recent = engine.instant("load", START + 40 * HOUR);
    assertThat(recent.value().type()).isEqualTo(ValueType.VECTOR);
  }

  @Test
  void windows_touchWhatTheySee() {
    var windows = new Windows(Windows.Use.LAST, 1000, 100, 3, 10);
    assertThat(windows.touch(980, 990)).isFalse();
    assertThat(windows.touch(980, 991)).isTrue();
    assertThat(windows.touch(1001, 1090)).isFalse();
    assertThat(windows.touch(1001, 1091)).isTrue();
    assertThat(windows.touch(1200, 1300)).isTrue();
    assertThat(windows.touch(1201, 1300)).isFalse();
  }
}
