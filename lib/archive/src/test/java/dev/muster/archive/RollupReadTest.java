package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.TooManySamplesException;
import dev.muster.metrics.Windows;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a selection gets in place of samples that are no longer kept. */
final class RollupReadTest {
  private static final long START = Instant.parse("2026-11-01T10:00:00Z").toEpochMilli();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long DAY = 24 * HOUR;
  private static final int SCRAPES = 2000;
  private static final Matcher LOAD = Matcher.equal("__name__", "load");

  @TempDir Path folder;
  private final AtomicLong now = new AtomicLong(START);
  private Archive archive;

  @BeforeEach
  void open() {
    archive = Archive.open(file(), () -> Instant.ofEpochMilli(now.get()), new RecentWindow(1, 0));
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private Path file() {
    return folder.resolve("archive.db");
  }

  /** Eight hours of two clients, every 15 s, rolled up. */
  private void fill() {
    var random = new Random(5);
    var work = new double[2];
    var waiting = new ArrayList<CompletableFuture<Void>>();
    for (int i = 0; i < SCRAPES; i++) {
      for (int client = 0; client < 2; client++) {
        var page =
            new SeriesSet(
                List.of(
                    Labels.of("__name__", "load", "client", "pc" + client),
                    Labels.of("__name__", "work_total", "client", "pc" + client)));
        work[client] = random.nextInt(300) == 0 ? 0 : work[client] + random.nextInt(9);
        var values = new double[] {random.nextInt(500) / 100.0, work[client]};
        long time = START + 15_000L * i + 100L * client;
        waiting.add(archive.append(new SampleBatch("pc" + client, time, page, values, null)));
      }
    }
    waiting.forEach(CompletableFuture::join);
    now.set(START + DAY);
    archive.sealer().run();
    while (archive.roller().run()) {
      // One period after the other.
    }
  }

  private void expire(Duration samples) {
    archive.setRetention(samples, Duration.ofDays(20), Duration.ofDays(60));
    archive.expireNow();
  }

  private static Windows hours(Windows.Use use) {
    return new Windows(use, START, HOUR, 24, HOUR);
  }

  private List<Series> read(Windows windows, Matcher... matchers) {
    return read(windows, START - HOUR, START + DAY, 1_000_000, matchers);
  }

  private List<Series> read(Windows windows, long from, long to, int most, Matcher... matchers) {
    var all = new ArrayList<Series>();
    archive.forEach(
        new Selection(List.of(matchers), from, to, most, windows),
        one ->
            all.add(
                new Series(
                    one.labels(),
                    Arrays.copyOf(one.timesMillis(), one.size()),
                    Arrays.copyOf(one.values(), one.size()),
                    one.size(),
                    one.rollups())));
    return all;
  }

  private static int rolled(Series series) {
    var rollups = series.rollups();
    return rollups == null ? 0 : rollups.size();
  }

  @Test
  void goneSamples_areThereAsTheViewsHaveThem() throws Exception {
    fill();
    Map<String, Rollups.Row> hours = Rollups.rows(file(), "sample_1h");
    now.set(START + 10 * DAY);
    expire(Duration.ofDays(2));
    assertThat(archive.select(new Selection(List.of(), 0, Long.MAX_VALUE, 1))).isEmpty();
    for (var use : Windows.Use.values()) {
      if (use == Windows.Use.SAMPLES) {
        assertThat(read(hours(use), LOAD)).isEmpty();
        continue;
      }
      var metric = use == Windows.Use.INCREASE ? "work_total" : "load";
      var found = read(hours(use), Matcher.equal("__name__", metric));
      assertThat(found).extracting(one -> one.labels().get("client")).containsExactly("pc0", "pc1");
      for (var one : found) {
        assertSame(one, use, hours);
      }
    }
  }

  private static void assertSame(Series series, Windows.Use use, Map<String, Rollups.Row> rows) {
    var rollups = Objects.requireNonNull(series.rollups());
    assertThat(series.size()).isZero();
    assertThat(rollups.size()).isEqualTo(9);
    for (int i = 0; i < rollups.size(); i++) {
      long start = rollups.startsMillis()[i];
      String key = LabelsText.write(series.labels()) + " " + start / 1000;
      var row = Objects.requireNonNull(rows.get(key), key);
      double wanted =
          switch (use) {
            case MIN -> row.min();
            case MAX -> row.max();
            case SUM, AVERAGE -> row.sum();
            case COUNT -> row.count();
            case INCREASE -> row.increase();
            case LAST, SAMPLES -> row.last();
          };
      assertThat(rollups.endsMillis()[i] - start).isEqualTo(HOUR);
      assertThat(rollups.values()[i]).isCloseTo(wanted, within(1e-9));
      assertThat(rollups.counts()[i]).isEqualTo((double) row.count());
      assertThat(rollups.lasts()[i]).isEqualTo(row.last());
    }
  }

  @Test
  void seamWithinAnHour_countsEachSampleOnce() {
    fill();
    double all = 2.0 * SCRAPES;
    for (int minutes : new int[] {0, 30, 61, 125, 479}) {
      now.set(START + 10 * DAY + minutes * 60_000L);
      expire(Duration.ofDays(10));
      for (long step : new long[] {HOUR, 7 * 60_000}) {
        var windows = new Windows(Windows.Use.COUNT, START, step, 100, HOUR);
        double count = 0;
        for (var one : read(windows, LOAD)) {
          var rollups = one.rollups();
          count += one.size();
          for (int i = 0; i < rolled(one); i++) {
            count += Objects.requireNonNull(rollups).counts()[i];
          }
        }
        // Those of the hour under way may have been expired with no rollup in their place.
        assertThat(count).as("%d min, step %d", minutes, step).isEqualTo(all);
      }
    }
  }

  @Test
  void finerRollups_areReadWhereHoursWouldNotSay() {
    fill();
    now.set(START + 10 * DAY);
    expire(Duration.ofDays(2));
    var fine = new Windows(Windows.Use.MAX, START, 600_000, 100, 600_000);
    var series = read(fine, LOAD, Matcher.equal("client", "pc1")).getFirst();
    var rollups = Objects.requireNonNull(series.rollups());
    // Of the oldest two hours, which go first, those of hours; half an hour more makes a window.
    assertThat(rollups.endsMillis()[0] - rollups.startsMillis()[0]).isEqualTo(HOUR);
    int last = rollups.size() - 1;
    assertThat(rollups.endsMillis()[last] - rollups.startsMillis()[last]).isEqualTo(300_000);
    for (int i = 1; i < rollups.size(); i++) {
      assertThat(rollups.startsMillis()[i]).isEqualTo(rollups.endsMillis()[i - 1]);
    }
    now.set(START + 25 * DAY);
    archive.expireNow();
    assertThat(rolled(read(fine, LOAD, Matcher.equal("client", "pc1")).getFirst())).isEqualTo(9);
  }

  @Test
  void keptSamples_areReadThemselves() {
    fill();
    for (var one : read(hours(Windows.Use.MAX), LOAD)) {
      assertThat(one.rollups()).isNull();
      assertThat(one.size()).isEqualTo(SCRAPES);
    }
    // What no window sees need not be read.
    var rare = new Windows(Windows.Use.LAST, START + HOUR, 4 * HOUR, 2, 300_000);
    for (var one : read(rare, LOAD)) {
      assertThat(one.size()).isLessThan(SCRAPES / 2);
      assertThat(one.timesMillis()).contains(START + HOUR - 15_000 + one.timesMillis()[0] % 1000);
    }
  }

  @Test
  void samplesDroppedBefore_areRollups_thoughTheyMayBeKeptLongerNow() {
    fill();
    now.set(START + 10 * DAY);
    expire(Duration.ofDays(2));
    archive.close();
    open();
    archive.setRetention(Duration.ofDays(400));
    for (var one : read(hours(Windows.Use.MIN), LOAD)) {
      assertThat(rolled(one)).isEqualTo(9);
    }
  }

  @Test
  void rollupsBeyondTheBound_areRefused() {
    fill();
    now.set(START + 10 * DAY);
    expire(Duration.ofDays(2));
    var windows = hours(Windows.Use.MIN);
    assertThat(read(windows, START, START + DAY, 18, LOAD)).hasSize(2);
    assertThatThrownBy(() -> read(windows, START, START + DAY, 17, LOAD))
        .isInstanceOf(TooManySamplesException.class);
  }

  @Test
  void damagedRollup_isLeftOutAndCounted() throws Exception {
    fill();
    now.set(START + 10 * DAY);
    expire(Duration.ofDays(2));
    long before = archive.damagedRowsRead();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout=10000");
      assertThat(
              statement.executeUpdate(
                  """
                  UPDATE rollup SET count = count + 1 WHERE step = 3600 AND series =
                    (SELECT id FROM rollup_series WHERE client = 'pc0' AND metric = 'load')
                  """))
          .isPositive();
    }
    assertThat(read(hours(Windows.Use.MIN), LOAD))
        .extracting(one -> one.labels().get("client"))
        .containsExactly("pc1");
    assertThat(archive.damagedRowsRead()).isGreaterThan(before);
  }
}
