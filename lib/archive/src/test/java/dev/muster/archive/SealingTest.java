package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.StaleMarker;
import java.nio.file.Path;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SealingTest {
  private static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    Double.NaN,
    StaleMarker.VALUE,
    Double.longBitsToDouble(0x7ff0000000000001L),
    Double.longBitsToDouble(0xfff8dead0000beefL),
    Double.POSITIVE_INFINITY,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
  };

  @TempDir Path folder;
  private Path file;
  private final AtomicLong now = new AtomicLong();
  private Archive archive;

  @BeforeEach
  void open() {
    file = folder.resolve("archive.db");
    now.set(START);
    reopen(0);
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private void reopen(long windowBytes) {
    if (archive != null) {
      archive.close();
    }
    archive =
        Archive.open(
            file, () -> Instant.ofEpochMilli(now.get()), new RecentWindow(360_000, windowBytes));
  }

  /** What a series has, by time, as the rules of the format say. */
  private static final class Expected {
    private record Sample(long scrape, int target, long bits) {}

    private final Map<Labels, TreeMap<Long, Sample>> samples = new HashMap<>();

    void add(int target, SampleBatch batch) {
      for (int i = 0; i < batch.series().size(); i++) {
        var sample =
            new Sample(batch.timeMillis(), target, Double.doubleToRawLongBits(batch.value(i)));
        samples
            .computeIfAbsent(batch.series().series().get(i), labels -> new TreeMap<>())
            .merge(batch.timeMillis(i), sample, Expected::standing);
      }
    }

    private static Sample standing(Sample a, Sample b) {
      if (a.scrape() != b.scrape()) {
        return a.scrape() < b.scrape() ? a : b;
      }
      return b.target() < a.target() ? b : a;
    }
  }

  /** Random scrapes of targets that come and go, with pages that change. */
  private final class Fleet {
    private final Random random;
    private final Expected expected = new Expected();
    private final List<SampleBatch> all = new ArrayList<>();

    Fleet(long seed) {
      random = new Random(seed);
    }

    /** Scrapes of one target over some hours, at one interval, with gaps. */
    void target(int number, long interval, int scrapes) {
      long time = START + random.nextInt(20) * interval;
      var set = set(number);
      boolean pushes = random.nextInt(3) == 0;
      for (int i = 0; i < scrapes; i++) {
        time += random.nextInt(50) == 0 ? interval * random.nextInt(1000) : interval;
        if (random.nextInt(60) == 0) {
          set = set(number);
        }
        double[] values = values(set.size(), i);
        long[] times = pushes && random.nextInt(4) == 0 ? times(set.size(), time) : null;
        all.add(new SampleBatch("pc" + number, time, set, values, times));
      }
    }

    private SeriesSet set(int number) {
      var series = new ArrayList<Labels>();
      for (int i = 0; i < 9; i++) {
        if (random.nextInt(5) > 0) {
          series.add(Labels.of("__name__", "m" + i % 5, "i", "" + i, "client", "pc" + number));
        }
      }
      series.add(Labels.of("__name__", "shared"));
      series.add(Labels.of("nameless", "pc" + number));
      if (random.nextInt(3) == 0) {
        series.add(series.getFirst());
      }
      return new SeriesSet(series);
    }

    private double[] values(int size, int round) {
      var values = new double[size];
      for (int i = 0; i < size; i++) {
        values[i] =
            switch (i % 4) {
              case 0 -> 4096.0 * (round + random.nextInt(3));
              case 1 -> Math.rint(random.nextGaussian() * 1000) / 100;
              case 2 -> random.nextInt(20) == 0 ? SPECIAL[random.nextInt(SPECIAL.length)] : 7;
              default -> Double.longBitsToDouble(random.nextLong());
            };
      }
      return values;
    }

    private long[] times(int size, long time) {
      var times = new long[size];
      for (int i = 0; i < size; i++) {
        times[i] = random.nextInt(3) == 0 ? time - random.nextInt(7_200_000) : time;
      }
      return times;
    }

    /** Appends in the order of time but for some that come late, sealing now and then. */
    void append() {
      all.sort((a, b) -> Long.compare(a.timeMillis(), b.timeMillis()));
      for (int i = 0; i < all.size() / 20; i++) {
        int late = random.nextInt(all.size());
        Collections.swap(all, late, Math.min(all.size() - 1, late + random.nextInt(500)));
      }
      var seen = new HashMap<String, Integer>();
      var waiting = new ArrayList<CompletableFuture<Void>>();
      for (var batch : all) {
        int target = seen.computeIfAbsent(batch.client(), client -> seen.size());
        waiting.add(archive.append(batch));
        expected.add(target, batch);
        if (random.nextInt(10) == 0) {
          waiting.add(archive.append(again(batch)));
        }
        now.accumulateAndGet(batch.timeMillis(), Math::max);
        if (random.nextInt(all.size() / 8) == 0) {
          waiting.forEach(CompletableFuture::join);
          archive.sealer().run();
        }
      }
      waiting.forEach(CompletableFuture::join);
    }

    private SampleBatch again(SampleBatch batch) {
      return new SampleBatch(
          batch.client(),
          batch.timeMillis(),
          batch.series(),
          new double[batch.series().size()],
          null);
    }
  }

  private void assertHolds(Expected expected) {
    var all = archive.select(new Selection(List.of(), 0, Long.MAX_VALUE, 100_000_000));
    assertThat(all).hasSize(expected.samples.size());
    for (var series : all) {
      var samples = Objects.requireNonNull(expected.samples.get(series.labels()));
      assertThat(times(series)).as("%s", series.labels()).isEqualTo(longs(samples.keySet()));
      assertThat(bits(series))
          .as("%s", series.labels())
          .isEqualTo(samples.values().stream().mapToLong(Expected.Sample::bits).toArray());
    }
    var labels = all.get(all.size() / 2).labels();
    var samples = Objects.requireNonNull(expected.samples.get(labels));
    long middle = longs(samples.keySet())[samples.size() / 2];
    var matchers = new ArrayList<Matcher>();
    labels.forEach((name, value) -> matchers.add(Matcher.equal(name, value)));
    var part = archive.select(new Selection(matchers, middle - 600_000, middle, 1_000_000));
    var found = part.stream().filter(series -> series.labels().equals(labels)).findFirst();
    assertThat(times(found.orElseThrow()))
        .isEqualTo(longs(samples.subMap(middle - 600_000, true, middle, true).keySet()));
  }

  private static long[] longs(java.util.Collection<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  private static long[] times(Series series) {
    return Arrays.copyOf(series.timesMillis(), series.size());
  }

  private static long[] bits(Series series) {
    return Arrays.stream(series.values(), 0, series.size())
        .mapToLong(Double::doubleToRawLongBits)
        .toArray();
  }

  @Test
  void scrapes_ofAnyKind_areTheSameSealed() {
    for (long seed = 1; seed <= 3; seed++) {
      file = folder.resolve(seed + ".db");
      now.set(START);
      reopen(seed == 1 ? 0 : 1 << 20);
      var fleet = new Fleet(seed);
      fleet.target(1, 15_000, 700);
      fleet.target(2, 15_000, 500);
      fleet.target(3, 1_000, 900);
      fleet.target(70, 60_000, 300);
      fleet.target(71, 15_000, 1);
      fleet.append();
      assertHolds(fleet.expected);
      archive.sealer().run();
      assertHolds(fleet.expected);
      reopen(0);
      assertHolds(fleet.expected);
      now.addAndGet(DAY);
      archive.sealer().run();
      assertThat(archive.holdings().headSize()).isZero();
      assertHolds(fleet.expected);
      reopen(1 << 20);
      assertHolds(fleet.expected);
      assertThat(archive.damagedRowsRead()).isZero();
    }
  }

  @Test
  void append_ofASealedTime_firstStands() {
    var set = new SeriesSet(List.of(Labels.of("__name__", "up")));
    archive.append(new SampleBatch("pc", START, set, new double[] {1}, null)).join();
    now.addAndGet(DAY);
    assertThat(archive.sealer().run()).isEqualTo(1);
    archive.append(new SampleBatch("pc", START, set, new double[] {2}, null)).join();
    archive.append(new SampleBatch("pc", START + 1, set, new double[] {3}, null)).join();
    for (int round = 0; round < 2; round++) {
      var series = archive.select(new Selection(List.of(), START, START + 9, 2)).getFirst();
      assertThat(times(series)).containsExactly(START, START + 1);
      assertThat(series.values()[0]).isEqualTo(1);
      archive.sealer().run();
    }
  }

  @Test
  void select_whileSealing_hasAllEachTime() throws Exception {
    var set = new SeriesSet(List.of(Labels.of("__name__", "a"), Labels.of("__name__", "b")));
    var written = new ArrayList<CompletableFuture<Void>>();
    for (int i = 0; i < 4000; i++) {
      written.add(
          archive.append(
              new SampleBatch("pc", START + 15_000L * i, set, new double[] {i, -i}, null)));
    }
    written.forEach(CompletableFuture::join);
    now.addAndGet(DAY);
    var sealing = new AtomicBoolean(true);
    var sealer =
        Thread.ofPlatform()
            .start(() -> {
              archive.sealer().run();
              sealing.set(false);
            });
    int reads = 0;
    while (sealing.get() || reads < 3) {
      var series = archive.select(new Selection(List.of(), START, Long.MAX_VALUE, 8000));
      assertThat(series).hasSize(2).allMatch(one -> one.size() == 4000);
      reads++;
    }
    sealer.join();
    assertThat(archive.holdings().segments()).hasSizeGreaterThan(10);
  }

  @Test
  void find_overSealedAndHeadScrapes_knowsWhichSeriesTheirTargetsHad() {
    var before = Labels.of("__name__", "m", "version", "1");
    var after = Labels.of("__name__", "m", "version", "2");
    var written = new ArrayList<CompletableFuture<Void>>();
    for (int i = 0; i < 1000; i++) {
      var set = new SeriesSet(List.of(i < 500 ? before : after));
      var values = new double[] {i};
      written.add(archive.append(new SampleBatch("pc", START + 60_000L * i, set, values, null)));
    }
    written.forEach(CompletableFuture::join);
    now.set(START + 60_000L * 1000);
    for (int round = 0; round < 3; round++) {
      var all = List.of(Matcher.equal("__name__", "m"));
      assertThat(archive.find(all, Long.MIN_VALUE, Long.MAX_VALUE))
          .containsExactlyInAnyOrder(before, after);
      assertThat(archive.find(all, START, START + 60_000L * 400)).containsExactly(before);
      assertThat(archive.find(all, START + 60_000L * 700, now.get())).containsExactly(after);
      assertThat(archive.find(List.of(Matcher.equal("version", "3")), 0, now.get())).isEmpty();
      archive.sealer().run();
      assertThat(archive.holdings().segments()).isNotEmpty();
      if (round == 1) {
        reopen(0);
      }
    }
  }

  @Test
  void retention_dropsWholeSegmentsAndHidesTheRest() {
    var set = new SeriesSet(List.of(Labels.of("__name__", "up")));
    var written = new ArrayList<CompletableFuture<Void>>();
    for (int i = 0; i < 1000; i++) {
      var values = new double[] {i};
      written.add(archive.append(new SampleBatch("pc", START + 60_000L * i, set, values, null)));
    }
    written.forEach(CompletableFuture::join);
    now.set(START + 60_000L * 1000);
    archive.sealer().run();
    int segments = archive.holdings().segments().size();
    archive.setRetention(Duration.ofMinutes(330));
    archive.expireNow();
    assertThat(archive.holdings().segments()).hasSizeLessThan(segments).isNotEmpty();
    var series = archive.select(new Selection(List.of(), 0, Long.MAX_VALUE, 1000)).getFirst();
    assertThat(series.timesMillis()[0]).isEqualTo(now.get() - 330 * 60_000);
    assertThat(series.size()).isEqualTo(330);
    reopen(0);
    assertThat(archive.holdings().segments()).hasSizeLessThan(segments).isNotEmpty();
  }
}
