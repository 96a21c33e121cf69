package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.StaleMarker;
import dev.muster.metrics.TooManySamplesException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchiveSamplesTest {
  private static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1,
    Double.NaN,
    StaleMarker.VALUE,
    Double.longBitsToDouble(0x7ff8000000000001L),
    Double.longBitsToDouble(0x7ff0000000000001L),
    Double.longBitsToDouble(0xfff8dead0000beefL),
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Double.MAX_VALUE,
  };

  @TempDir Path folder;
  private Archive archive;

  @BeforeEach
  void open() {
    reopen(64 << 20);
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
            folder.resolve("archive.db"),
            () -> Instant.ofEpochMilli(START),
            new RecentWindow(360_000, windowBytes));
  }

  private void append(String client, long time, SeriesSet set, double... values) {
    archive.append(new SampleBatch(client, time, set, values, null)).join();
  }

  private List<Series> select(long from, long to, Matcher... matchers) {
    return archive.select(new Selection(List.of(matchers), from, to, 1_000_000));
  }

  private static Matcher matcher(String name, Matcher.Type type, String value) {
    return Matcher.of(name, type, value);
  }

  private static SeriesSet set(String client, String... names) {
    return new SeriesSet(
        Arrays.stream(names).map(name -> Labels.of("__name__", name, "client", client)).toList());
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
  void values_ofEveryKind_keepTheirBits() {
    var random = new Random(4);
    for (long windowBytes : new long[] {64 << 20, 0}) {
      reopen(windowBytes);
      String client = "pc-" + windowBytes;
      var set = set(client, "a", "b", "c");
      var expected = new TreeMap<Long, double[]>();
      for (int i = 0; i < 400; i++) {
        var values = new double[3];
        for (int j = 0; j < 3; j++) {
          values[j] =
              random.nextInt(3) == 0
                  ? SPECIAL[random.nextInt(SPECIAL.length)]
                  : Double.longBitsToDouble(random.nextLong());
        }
        expected.put(START + i, values);
        append(client, START + i, set, values);
      }
      assertHolds(client, expected);
      reopen(windowBytes);
      assertHolds(client, expected);
    }
  }

  private void assertHolds(String client, SortedMap<Long, double[]> expected) {
    long[] times = expected.keySet().stream().mapToLong(Long::longValue).toArray();
    for (int j = 0; j < 3; j++) {
      int place = j;
      var series =
          select(
              START,
              START + 1000,
              Matcher.equal("client", client),
              Matcher.equal("__name__", "" + (char) ('a' + j)));
      assertThat(series).hasSize(1);
      assertThat(times(series.getFirst())).isEqualTo(times);
      assertThat(bits(series.getFirst()))
          .isEqualTo(
              expected.values().stream()
                  .mapToLong(values -> Double.doubleToRawLongBits(values[place]))
                  .toArray());
    }
  }

  @Test
  void select_rangeAcrossWindowAndFile_hasEachSampleOnce() {
    reopen(20 * 104L);
    var set = set("pc", "up");
    for (int i = 0; i < 100; i++) {
      append("pc", START + 1000L * i, set, i);
    }
    var all = select(START, START + 1_000_000, Matcher.equal("__name__", "up"));
    assertThat(all).hasSize(1);
    assertThat(all.getFirst().size()).isEqualTo(100);
    assertThat(
            times(
                select(START + 10_000, START + 12_000, Matcher.equal("__name__", "up")).getFirst()))
        .containsExactly(START + 10_000, START + 11_000, START + 12_000);
    assertThat(
            times(
                select(START + 78_500, START + 82_000, Matcher.equal("__name__", "up")).getFirst()))
        .containsExactly(START + 79_000, START + 80_000, START + 81_000, START + 82_000);
  }

  @Test
  void append_sameClientAndTimeTwice_firstStands() {
    var set = set("pc", "up");
    append("pc", START, set, 1);
    append("pc", START, set, 2);
    assertThat(bits(select(START, START, Matcher.equal("client", "pc")).getFirst()))
        .containsExactly(Double.doubleToRawLongBits(1));
    reopen(0);
    assertThat(bits(select(START, START, Matcher.equal("client", "pc")).getFirst()))
        .containsExactly(Double.doubleToRawLongBits(1));
  }

  @Test
  void append_outOfOrder_isReadInOrder() {
    var set = set("pc", "up");
    for (long time : new long[] {5, 1, 9, 3, 7}) {
      append("pc", START + time, set, (double) time);
      var series = select(START, START + 10, Matcher.equal("client", "pc")).getFirst();
      assertThat(times(series)).isSorted().contains(START + time);
    }
    assertThat(times(select(START, START + 10, Matcher.equal("client", "pc")).getFirst()))
        .containsExactly(START + 1, START + 3, START + 5, START + 7, START + 9);
  }

  @Test
  void append_ownTimes_areKeptAndOrdered() {
    var set = set("pc", "pushed", "plain");
    long[][] own = {
      {START - 90_000, START}, {START - 90_000, START + 1000}, {START - 95_000, START + 2000}
    };
    for (int i = 0; i < own.length; i++) {
      archive
          .append(new SampleBatch("pc", START + 1000L * i, set, new double[] {i, i}, own[i]))
          .join();
    }
    append("pc", START + 3000, set, 3, 3);
    for (int round = 0; round < 2; round++) {
      var pushed =
          select(START - 100_000, START + 9000, Matcher.equal("__name__", "pushed")).getFirst();
      assertThat(times(pushed)).containsExactly(START - 95_000, START - 90_000, START + 3000);
      assertThat(Arrays.copyOf(pushed.values(), 3)).containsExactly(2, 0, 3);
      assertThat(times(select(START, START + 9000, Matcher.equal("__name__", "plain")).getFirst()))
          .containsExactly(START, START + 1000, START + 2000, START + 3000);
      assertThat(select(START - 90_000, START - 80_000, Matcher.equal("__name__", "plain")))
          .isEmpty();
      reopen(0);
    }
  }

  @Test
  void select_moreThanBound_fails() {
    var set = set("pc", "up", "down");
    for (int i = 0; i < 10; i++) {
      append("pc", START + i, set, i, i);
    }
    assertThat(archive.select(new Selection(List.of(), START, START + 9, 20))).hasSize(2);
    assertThatThrownBy(() -> archive.select(new Selection(List.of(), START, START + 9, 19)))
        .isInstanceOf(TooManySamplesException.class)
        .hasMessageContaining("19");
  }

  @Test
  void select_matchers_passAbsentLabelsAsEmpty() {
    var series =
        List.of(
            Labels.of("__name__", "disk", "drive", "C:"),
            Labels.of("__name__", "disk", "drive", "D:"),
            Labels.of("__name__", "disk"),
            Labels.of("__name__", "net", "drive", "é\"\\\n\u0001😀"));
    append("pc", START, new SeriesSet(series), 1, 2, 3, 4);
    for (int round = 0; round < 2; round++) {
      assertThat(found(matcher("drive", Matcher.Type.EQUAL, ""))).containsExactly(series.get(2));
      assertThat(found(matcher("drive", Matcher.Type.NOT_EQUAL, "")))
          .containsExactlyInAnyOrder(series.get(0), series.get(1), series.get(3));
      assertThat(
              found(
                  matcher("drive", Matcher.Type.NOT_EQUAL, "C:"),
                  Matcher.equal("__name__", "disk")))
          .containsExactlyInAnyOrder(series.get(1), series.get(2));
      assertThat(found(matcher("drive", Matcher.Type.REGEX, "[CD]:")))
          .containsExactlyInAnyOrder(series.get(0), series.get(1));
      assertThat(found(matcher("drive", Matcher.Type.REGEX, "C:|")))
          .containsExactlyInAnyOrder(series.get(0), series.get(2));
      assertThat(found(matcher("drive", Matcher.Type.NOT_REGEX, "C:|")))
          .containsExactlyInAnyOrder(series.get(1), series.get(3));
      assertThat(found(matcher("drive", Matcher.Type.NOT_REGEX, "[CD]:")))
          .containsExactlyInAnyOrder(series.get(2), series.get(3));
      assertThat(found(Matcher.equal("nothing", "x"))).isEmpty();
      assertThat(found()).hasSize(4);
      reopen(0);
    }
  }

  private List<Labels> found(Matcher... matchers) {
    return select(START, START, matchers).stream().map(Series::labels).toList();
  }

  @Test
  void append_twoWritersOfOneSeries_merge() {
    var shared = new SeriesSet(List.of(Labels.of("__name__", "build_info")));
    append("a", START, shared, 1);
    append("b", START, new SeriesSet(shared.series()), 2);
    append("b", START + 1, shared, 3);
    var series = select(START, START + 5);
    assertThat(series).hasSize(1);
    assertThat(times(series.getFirst())).containsExactly(START, START + 1);
  }

  @Test
  void retention_dropsOldScrapesAndTheirSeries() {
    long day = 86_400_000;
    append("pc", START - 10 * day, set("pc", "gone"), 1);
    for (int i = 0; i < 600; i++) {
      append("pc", START - 9 * day + i, set("pc", "kept", "gone"), 1, 1);
    }
    append("pc", START - day, set("pc", "kept"), 2);
    archive.setRetention(Duration.ofDays(5));
    archive.expireNow();
    assertThat(archive.seriesCount()).isEqualTo(1);
    for (int round = 0; round < 2; round++) {
      var left = select(0, START);
      assertThat(left).hasSize(1);
      assertThat(times(left.getFirst())).containsExactly(START - day);
      reopen(0);
    }
    append("pc", START, set("pc", "gone"), 3);
    assertThat(times(select(0, START, Matcher.equal("__name__", "gone")).getFirst()))
        .containsExactly(START);
  }

  @Test
  void select_damagedBlob_servesTheRest() throws Exception {
    var set = set("pc", "up", "load");
    for (int i = 0; i < 3; i++) {
      append("pc", START + i, set, i, i);
    }
    archive.close();
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("archive.db"));
        var statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE scrape SET sample_values = x'0102030405060708' WHERE id = 3");
    }
    reopen(0);
    assertThat(times(select(START, START + 9, Matcher.equal("__name__", "load")).getFirst()))
        .containsExactly(START, START + 1);
    assertThat(archive.damagedRowsRead()).isEqualTo(1);
  }

  @Test
  void labels_ofAnyText_areReadBack() {
    var random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      var labels = Labels.builder();
      for (int j = random.nextInt(4); j >= 0; j--) {
        labels.set(text(random), text(random));
      }
      var built = labels.build();
      String text = LabelsText.write(built);
      assertThat(LabelsText.read(text)).isEqualTo(built);
      assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
          .isEqualTo(text);
    }
    for (String bad :
        List.of("", "{", "{\"a\":\"b\"", "{\"a\"}", "[]", "{\"a\":\"b\"}x", "{\"a\":\"\\u00")) {
      assertThatThrownBy(() -> LabelsText.read(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static String text(Random random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      text.append((char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(65536)));
    }
    return text.toString();
  }

  @Test
  void window_isBoundedInAgeAndBytes() {
    var window = new RecentWindow(360_000, 5000);
    var stored = new StoredSet(1, new int[] {1});
    for (int i = 0; i < 1000; i++) {
      window.add(i % 3, START + i, stored, new double[] {i}, START + i);
      assertThat(window.bytes()).isLessThanOrEqualTo(5000);
    }
    var part = window.read(0, START, START + 1000);
    assertThat(part.completeFrom()).isBetween(START + 900, START + 999);
    assertThat(part.rows()).allMatch(row -> row.time() >= part.completeFrom()).isNotEmpty();
    window.add(7, START + 999_999, stored, new double[] {0}, START + 999_999);
    assertThat(window.read(0, START, START + 1000).rows()).isEmpty();
    assertThat(window.bytes()).isEqualTo(104);
  }

  @Test
  void reopened_withNothing_isEmpty() {
    var before = archive;
    reopen(0);
    assertThat(archive).isNotSameAs(before);
    assertThat(select(Long.MIN_VALUE, Long.MAX_VALUE)).isEmpty();
  }
}
