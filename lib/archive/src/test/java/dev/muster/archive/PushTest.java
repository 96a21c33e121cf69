package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.StaleMarker;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pushed samples, in whatever order they come: sealed, merged, rolled up, after a restart. */
final class PushTest {
  private static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long DAY = 24 * HOUR;
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    Double.NaN,
    StaleMarker.VALUE,
    Double.longBitsToDouble(0x7ff0000000000001L),
    Double.longBitsToDouble(0xfff8dead0000beefL),
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
  };

  @TempDir Path folder;
  private Path file;
  private final AtomicLong now = new AtomicLong(START);
  private Archive archive;

  @BeforeEach
  void open() {
    file = folder.resolve("archive.db");
    restart();
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private void reopen() {
    archive.close();
    restart();
  }

  private void restart() {
    archive =
        Archive.open(
            file, () -> Instant.ofEpochMilli(now.get()), new RecentWindow(360_000, 1 << 20));
  }

  private static Labels series(int number) {
    return Labels.of("__name__", "m" + number % 5, "i", "" + number, "job", "push");
  }

  private static PushedSeries one(Labels labels, long time, double value) {
    return new PushedSeries(labels, new long[] {time}, new double[] {value});
  }

  private PushReceipt push(PushedSeries... batch) {
    return archive.push(List.of(batch)).join();
  }

  private List<Series> select(long from, long to, Matcher... matchers) {
    return archive.select(new Selection(List.of(matchers), from, to, 10_000_000));
  }

  private Map<Labels, Map<Long, Long>> contents() {
    var contents = new HashMap<Labels, Map<Long, Long>>();
    for (var series : select(Long.MIN_VALUE, Long.MAX_VALUE)) {
      var samples = new TreeMap<Long, Long>();
      for (int i = 0; i < series.size(); i++) {
        samples.put(series.timesMillis()[i], Double.doubleToRawLongBits(series.values()[i]));
      }
      assertThat(samples).as("each time once").hasSize(series.size());
      contents.put(series.labels(), samples);
    }
    return contents;
  }

  /** A sample is a function of its series and time, so that duplicates agree. */
  private static double value(int series, long time) {
    long seed = series * 1_000_003L + time;
    var random = new Random(seed);
    return switch (series % 4) {
      case 0 -> time / 1000 % 100_000;
      case 1 -> Math.rint(random.nextGaussian() * 1000) / 100;
      case 2 -> random.nextInt(10) == 0 ? SPECIAL[random.nextInt(SPECIAL.length)] : 7;
      default -> Double.longBitsToDouble(random.nextLong());
    };
  }

  private record Sample(int series, long time) {}

  private static List<PushedSeries> batch(List<Sample> samples) {
    var bySeries = new TreeMap<Integer, List<Long>>();
    samples.forEach(sample ->
        bySeries.computeIfAbsent(sample.series(), id -> new ArrayList<>()).add(sample.time()));
    var batch = new ArrayList<PushedSeries>();
    bySeries.forEach((number, times) ->
        batch.add(
            new PushedSeries(
                series(number),
                times.stream().mapToLong(time -> time).toArray(),
                times.stream().mapToDouble(time -> value(number, time)).toArray())));
    return batch;
  }

  private static List<Sample> samples(Random random) {
    var samples = new ArrayList<Sample>();
    for (int number = 0; number < 23; number++) {
      long from = START - random.nextInt((int) (3 * DAY));
      long interval = number % 3 == 0 ? 15_000 : 1 + random.nextInt(300_000);
      for (int i = 0; i < 300 && from + i * interval < START; i++) {
        samples.add(new Sample(number, from + i * interval));
      }
    }
    return samples;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void samples_inAnyOrderAndTwice_areTheSameAsInOrder(long seed) {
    var random = new Random(seed);
    var all = samples(random);
    var expected = new HashMap<Labels, Map<Long, Long>>();
    all.forEach(sample ->
        expected
            .computeIfAbsent(series(sample.series()), labels -> new TreeMap<>())
            .put(sample.time(), Double.doubleToRawLongBits(value(sample.series(), sample.time()))));
    var arrival = new ArrayList<>(all);
    all.stream().filter(sample -> random.nextInt(10) == 0).forEach(arrival::add);
    switch ((int) (seed % 3)) {
      case 0 -> Collections.shuffle(arrival, random);
      case 1 -> arrival.sort((a, b) -> Long.compare(a.time(), b.time()));
      default -> {
        // As an import has them, series by series.
      }
    }
    long taken = 0;
    var waiting = new ArrayList<CompletableFuture<PushReceipt>>();
    for (int done = 0; done < arrival.size(); ) {
      int end = Math.min(arrival.size(), done + 1 + random.nextInt(400));
      waiting.add(archive.push(batch(arrival.subList(done, end))));
      done = end;
      if (random.nextInt(8) == 0) {
        taken += receipts(waiting);
        waiting.clear();
        now.addAndGet(Duration.ofMinutes(random.nextInt(15)).toMillis());
        archive.pushed().seal();
        if (random.nextInt(3) == 0) {
          reopen();
        }
      }
    }
    taken += receipts(waiting);
    assertThat(taken).isEqualTo(all.size());
    assertThat(contents()).isEqualTo(expected);
    reopen();
    assertThat(contents()).isEqualTo(expected);
    now.addAndGet(DAY);
    archive.pushed().seal();
    assertThat(archive.pushed().holdings().rows()).isZero();
    archive.pushed().seal();
    for (long period : archive.pushed().holdings().crowded()) {
      // Each of them is at least so much larger than those before it.
      assertThat(archive.pushed().holdings().segments(period)).hasSizeLessThan(6);
    }
    assertThat(contents()).isEqualTo(expected);
    archive.push(batch(arrival)).join();
    reopen();
    assertThat(contents()).isEqualTo(expected);
    assertThat(archive.damagedRowsRead()).isZero();
    assertIntact();
  }

  private static long receipts(List<CompletableFuture<PushReceipt>> waiting) {
    return waiting.stream().mapToLong(future -> future.join().written()).sum();
  }

  private void assertIntact() {
    try (var outside = ArchiveFile.open(file)) {
      assertThat(outside.verify((done, all) -> assertThat(done).isLessThanOrEqualTo(all)))
          .isEmpty();
    }
  }

  @Test
  void range_ofSealedAndUnsealedSamples_isCutToTheMillisecond() {
    var all = samples(new Random(8));
    archive.push(batch(all.subList(0, all.size() / 2))).join();
    now.addAndGet(DAY);
    archive.pushed().seal();
    archive.push(batch(all.subList(all.size() / 2, all.size()))).join();
    long from = START - DAY;
    long to = START - DAY / 3;
    long expected =
        all.stream().filter(sample -> from <= sample.time() && sample.time() <= to).count();
    var read = select(from, to);
    assertThat(read.stream().mapToLong(Series::size).sum()).isEqualTo(expected).isPositive();
    assertThat(archive.find(List.of(), from, to)).hasSizeGreaterThanOrEqualTo(read.size());
    assertThat(select(from, to, Matcher.equal("i", "4")))
        .allSatisfy(series -> assertThat(series.labels()).isEqualTo(series(4)));
  }

  @Test
  void duplicate_withTheSameValue_isKnownAndWithAnother_refusesTheBatch() {
    push(one(series(1), START, 5), one(series(2), START, StaleMarker.VALUE));
    assertThat(push(one(series(1), START, 5), one(series(1), START + 1, 6)))
        .isEqualTo(new PushReceipt(1, 1));
    assertThat(push(one(series(2), START, StaleMarker.VALUE))).isEqualTo(new PushReceipt(0, 1));
    for (int round = 0; round < 3; round++) {
      assertThatThrownBy(() -> push(one(series(3), START, 1), one(series(1), START, 5.5)))
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOf(RefusedSamplesException.class)
          .hasMessage(
              "duplicate sample for timestamp: m1{i=\"1\", job=\"push\"} has 5 at"
                  + " 2026-11-21T10:00:00Z, not 5.5; send each sample once");
      assertThat(select(0, Long.MAX_VALUE, Matcher.equal("i", "3"))).isEmpty();
      now.addAndGet(3 * HOUR);
      archive.pushed().seal();
      reopen();
    }
    assertThatThrownBy(
            () -> push(new PushedSeries(series(9), new long[] {START, START}, new double[] {1, 2})))
        .hasMessageContaining("duplicate sample for timestamp");
    assertThatThrownBy(() -> push(one(series(9), START, -0.0), one(series(9), START, 0.0)))
        .hasMessageContaining("has -0 at", "not 0");
  }

  @Test
  void timesOutOfBounds_areRefused() {
    archive.setRetention(Duration.ofDays(10));
    assertThatThrownBy(() -> push(one(series(1), START + 601_000, 1)))
        .hasMessageContaining("too new sample: m1{i=\"1\", job=\"push\"} at 2026-11-21T10:10:01Z")
        .hasMessageContaining("set the clocks right");
    assertThatThrownBy(() -> push(one(series(1), START - 10 * DAY - 1, 1)))
        .hasMessageContaining("too old sample");
    assertThatThrownBy(() -> push(one(series(1), -1, 1))).hasMessageContaining("too old sample");
    assertThatThrownBy(() -> push(one(series(1), START * 1_000_000, 1)))
        .hasMessageContaining("at " + START * 1_000_000 + " ms");
    push(one(series(1), START + 600_000, 1), one(series(1), START - 10 * DAY, 2));
    assertThat(contents()).hasSize(1);
  }

  @Test
  void scrapedSample_standsBesideAPushedOne() {
    var labels = series(7);
    push(one(labels, START, 2));
    archive
        .append(
            new SampleBatch("pc", START, new SeriesSet(List.of(labels)), new double[] {3}, null))
        .join();
    var read = select(0, Long.MAX_VALUE).getFirst();
    assertThat(read.size()).isEqualTo(1);
    assertThat(read.values()[0]).isEqualTo(3);
    assertThatThrownBy(() -> push(one(labels, START, 4))).hasMessageContaining("has 3 at");
    assertThat(archive.duplicateSamples()).isZero();
    archive
        .append(
            new SampleBatch("pc", START, new SeriesSet(List.of(labels)), new double[] {5}, null))
        .join();
    assertThat(archive.duplicateSamples()).isEqualTo(1);
  }

  @Test
  void manySmallLateBatches_leaveFewSegments() {
    long late = START - 5 * DAY;
    for (int i = 0; i < 300; i++) {
      push(one(series(i % 3), late + 1000L * i, i), one(series(4), late - HOUR + i, i));
      now.addAndGet(Duration.ofMinutes(6).toMillis());
      archive.pushed().seal();
    }
    assertThat(archive.pushed().holdings().segments()).hasSizeLessThan(12);
    assertThat(select(0, Long.MAX_VALUE).stream().mapToInt(Series::size).sum()).isEqualTo(600);
    assertIntact();
  }

  @Test
  void rollups_haveLatePushedSamples() throws Exception {
    long day = START - 3 * DAY;
    push(one(series(0), day, 1), one(series(0), day + HOUR, 5));
    settle();
    push(one(series(0), day + HOUR / 2, 3), one(series(1), day, 8));
    settle();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT metric, sum(sum), sum(count) FROM sample_1h GROUP BY 1 ORDER BY 1")) {
      assertThat(rows.next()).isTrue();
      assertThat(List.of(rows.getString(1), rows.getDouble(2), rows.getInt(3)))
          .isEqualTo(List.of("m0", 9.0, 3));
      assertThat(rows.next()).isTrue();
      assertThat(List.of(rows.getString(1), rows.getDouble(2), rows.getInt(3)))
          .isEqualTo(List.of("m1", 8.0, 1));
    }
  }

  private void settle() {
    now.addAndGet(HOUR);
    archive.pushed().seal();
    while (archive.roller().run()) {
      // One period after the other.
    }
  }

  @Test
  void expired_goWithTheirSeries_andOthersStay() {
    push(one(series(1), START - 9 * DAY, 1), one(series(2), START - DAY, 2));
    push(one(series(2), START - 8 * DAY, 1));
    archive.setRetention(Duration.ofDays(7));
    now.addAndGet(HOUR);
    archive.expireNow();
    assertThat(contents().keySet()).containsExactly(series(2));
    assertThat(contents().get(series(2))).containsOnlyKeys(START - DAY);
    assertThat(archive.seriesCount()).isEqualTo(1);
    assertThat(archive.pushed().holdings().segments()).isEmpty();
    now.addAndGet(8 * DAY);
    archive.expireNow();
    assertThat(archive.seriesCount()).isZero();
    push(one(series(1), now.get(), 5));
    assertThat(contents()).hasSize(1);
    assertIntact();
  }

  @Test
  void flippedBit_isFoundNamedAndLeftOut() throws Exception {
    push(one(series(1), START, 1));
    push(one(series(2), START, 1));
    archive.close();
    flip("UPDATE push SET data = zeroblob(length(data)) WHERE id = 1");
    restart();
    assertThat(contents().keySet()).containsExactly(series(2));
    assertThat(archive.damagedRowsRead()).isPositive();
    now.addAndGet(DAY);
    archive.pushed().seal();
    push(one(series(6), START, 1), one(series(2), START + 1, 1));
    now.addAndGet(DAY);
    archive.close();
    flip("UPDATE push_block SET data = zeroblob(length(data)) WHERE id % 16777216 = 1");
    restart();
    archive.pushed().seal();
    archive.pushed().seal();
    assertThat(contents().keySet()).contains(series(6));
    try (var outside = ArchiveFile.open(file)) {
      assertThat(outside.verify((done, all) -> {}))
          .singleElement()
          .asString()
          .startsWith("metric 1 of push segment ");
    }
  }

  private void flip(String sql) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      assertThat(connection.createStatement().executeUpdate(sql)).isEqualTo(1);
    }
  }

  @Test
  void encoded_comesOutAsItWentIn() {
    var columns = new TreeMap<Integer, PushColumn>();
    var times = new long[] {START, START + 1, START + 15_000};
    columns.put(3, new PushColumn(times, new double[] {1, -0.0, StaleMarker.VALUE}));
    columns.put(4, new PushColumn(times.clone(), new double[] {1, 2, 3}));
    columns.put(90, new PushColumn(new long[] {5}, new double[] {Double.NaN}));
    byte[] shared = PushBlob.encodeShared(List.of(times));
    byte[] blob = PushBlob.encode(columns, candidate -> Arrays.equals(candidate, times) ? 0 : -1);
    var read = new TreeMap<Integer, PushColumn>();
    PushBlob.read(blob, blob.length, PushBlob.shared(shared, shared.length), id -> true, read::put);
    assertThat(read.keySet()).isEqualTo(columns.keySet());
    read.forEach((id, column) -> {
      var expected = Objects.requireNonNull(columns.get(id));
      assertThat(column.times()).isEqualTo(expected.times());
      for (int i = 0; i < column.size(); i++) {
        assertThat(column.agrees(i, expected, i)).isTrue();
      }
    });
    assertThatThrownBy(
            () -> PushBlob.read(blob, blob.length, Timelines.NONE, id -> true, read::put))
        .isInstanceOf(DamagedBlobException.class);
    var random = new Random(5);
    for (int i = 0; i < 2000; i++) {
      byte[] bad = blob.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        PushBlob.read(
            bad, bad.length, PushBlob.shared(shared, shared.length), id -> true, (id, c) -> {});
      } catch (DamagedBlobException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void fileAboveItsSize_losesTheOldestPushedSamples_butNotTheLastHours() throws Exception {
    var keep = Duration.ofDays(400);
    archive.setRetention(keep);
    for (long time = START - 2 * DAY; time <= START; time += 600_000) {
      push(one(series(1), time, value(1, time)), one(series(2), time, value(2, time)));
    }
    try (var stats = ArchiveFile.open(file)) {
      assertThat(stats.stats().pushedSamples()).isEqualTo(2 * (2 * 24 * 6 + 1));
      assertThat(stats.stats().pushedBytes()).isPositive();
      assertThat(stats.stats().oldest()).isEqualTo(START - 2 * DAY);
    }
    archive.setRetention(keep, keep, keep, 1);
    archive.expireNow();
    var left = contents();
    assertThat(left).hasSize(2);
    for (var samples : left.values()) {
      assertThat(samples.keySet().iterator().next()).isBetween(START - 6 * HOUR, START - 4 * HOUR);
    }
  }
}
