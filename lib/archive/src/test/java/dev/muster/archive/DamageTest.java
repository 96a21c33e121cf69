package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.sqlite.DatabaseException;
import dev.muster.sqlite.Progress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flips bits in every kind of blob and page: never a wrong value, never a dead server. */
final class DamageTest {
  private static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  private static final int CLIENTS = 4;
  private static final int SCRAPES = 700;

  /** Of each kind of page; more by a property, for a longer search. */
  private static final int FLIPS = Integer.getInteger("muster.damage.flips", 2);

  @TempDir Path folder;
  private final long now = START + 15_000L * SCRAPES;

  @BeforeEach
  void write() {
    try (var archive = open()) {
      var written = new ArrayList<CompletableFuture<Void>>();
      for (int i = 0; i < SCRAPES; i++) {
        long time = START + 15_000L * i;
        for (int client = 0; client < CLIENTS; client++) {
          var values = Version1.values(client, time);
          var set = Version1.set(client);
          written.add(archive.append(new SampleBatch("pc" + client, time, set, values, null)));
        }
      }
      written.forEach(CompletableFuture::join);
      archive.sealer().run();
      assertThat(archive.holdings().segments()).isNotEmpty();
      assertThat(archive.holdings().headSize()).isPositive();
      assertThat(samples(archive)).isEqualTo(all());
    }
  }

  private Path file() {
    return folder.resolve("archive.db");
  }

  private Archive open() {
    return Archive.open(file(), () -> Instant.ofEpochMilli(now), new RecentWindow(360_000, 0));
  }

  private static long all() {
    return (long) CLIENTS * SCRAPES * Version1.SERIES;
  }

  /** How many samples are served, each with its own value. */
  private static long samples(Archive archive) {
    long samples = 0;
    for (var series : archive.select(new Selection(List.of(), 0, Long.MAX_VALUE, 10_000_000))) {
      samples += series.size();
      assertValues(series);
    }
    return samples;
  }

  private static void assertValues(Series series) {
    Labels labels = series.labels();
    int client = Integer.parseInt(labels.get("client").substring(2));
    int index = Integer.parseInt(labels.metricName().substring(1));
    for (int i = 0; i < series.size(); i++) {
      double value = Version1.values(client, series.timesMillis()[i])[index];
      assertThat(Double.doubleToRawLongBits(series.values()[i]))
          .isEqualTo(Double.doubleToRawLongBits(value));
    }
  }

  /** Flips one bit of a blob in the file; its place is random. */
  private void flip(String table, String column, long id, Random random) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var read =
            connection.prepareStatement("SELECT %s FROM %s WHERE id = ?".formatted(column, table));
        var write =
            connection.prepareStatement(
                "UPDATE %s SET %s = ? WHERE id = ?".formatted(table, column))) {
      read.setLong(1, id);
      byte[] blob = read.executeQuery().getBytes(1);
      blob[random.nextInt(blob.length)] ^= (byte) (1 << random.nextInt(8));
      write.setBytes(1, blob);
      write.setLong(2, id);
      assertThat(write.executeUpdate()).isEqualTo(1);
    }
  }

  private long number(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var rows = connection.createStatement().executeQuery(sql)) {
      return rows.getLong(1);
    }
  }

  @Test
  void flippedBit_inAHeadRow_costsThatRow() throws Exception {
    var random = new Random(1);
    flip("scrape", "sample_values", number("SELECT max(id) FROM scrape"), random);
    try (var archive = open()) {
      assertThat(samples(archive)).isEqualTo(all() - Version1.SERIES);
      assertThat(archive.damagedRowsRead()).isEqualTo(1);
    }
  }

  @Test
  void flippedBit_inAPartOfASegment_costsTheBlocksInIt() throws Exception {
    var random = new Random(2);
    flip("block", "data", number("SELECT max(id) FROM block") - 3, random);
    try (var archive = open()) {
      long blocks = (all() - samples(archive)) / (CLIENTS * 240);
      assertThat(blocks).isBetween(1L, 5L);
      assertThat(archive.damagedRowsRead()).isEqualTo(blocks);
    }
  }

  @Test
  void missingPartOfASegment_costsTheBlocksInIt() throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM block WHERE id = (SELECT max(id) - 3 FROM block)");
    }
    try (var archive = open()) {
      long blocks = (all() - samples(archive)) / (CLIENTS * 240);
      assertThat(blocks).isBetween(1L, 5L);
      assertThat(archive.damagedRowsRead()).isEqualTo(blocks);
    }
  }

  @Test
  void flippedBit_inABlockOfVersion6_costsThatBlock() throws Exception {
    Version6.write(file());
    var random = new Random(2);
    flip("block", "data", number("SELECT max(id) FROM block"), random);
    try (var archive = open()) {
      assertThat(samples(archive)).isEqualTo(all() - CLIENTS * 240);
      assertThat(archive.damagedRowsRead()).isEqualTo(1);
    }
    flip("block", "data", number("SELECT max(id >> 24) << 24 FROM block"), random);
    try (var archive = open()) {
      assertThat(samples(archive)).isEqualTo(all() - CLIENTS * 240 * Version1.SERIES);
      assertThat(archive.damagedRowsRead()).isEqualTo(1);
    }
  }

  @Test
  void flippedBit_inTheTimesOfASegment_costsThatSegment() throws Exception {
    var random = new Random(3);
    flip("block", "data", number("SELECT max(id >> 24) << 24 FROM block"), random);
    try (var archive = open()) {
      assertThat(samples(archive)).isEqualTo(all() - CLIENTS * 240 * Version1.SERIES);
      assertThat(archive.damagedRowsRead()).isEqualTo(1);
      double[] values = Version1.values(1, now);
      archive.append(new SampleBatch("pc1", now, Version1.set(1), values, null)).join();
      assertThat(samples(archive))
          .isEqualTo(all() - CLIENTS * 240 * Version1.SERIES + Version1.SERIES);
    }
  }

  @Test
  void flippedBit_inASetOfSeries_costsItsHeadRows() throws Exception {
    long set = number("SELECT set_id FROM scrape ORDER BY id DESC LIMIT 1");
    long rows = number("SELECT count(*) FROM scrape WHERE set_id = " + set);
    flip("series_set", "members", set, new Random(8));
    try (var archive = open()) {
      assertThat(samples(archive)).isEqualTo(all() - rows * Version1.SERIES);
      assertThat(archive.damagedRowsRead()).isEqualTo(rows);
    }
    assertThat(verified()).contains("set of series " + set + ": members of another checksum");
  }

  private List<String> verified() {
    try (var archive = ArchiveFile.open(file())) {
      return archive.verify(Progress.NONE);
    }
  }

  @Test
  void verify_ofAWholeFile_findsNothing() {
    assertThat(verified()).isEmpty();
  }

  @Test
  void verify_namesEachKindOfDamage() throws Exception {
    var random = new Random(9);
    long row = number("SELECT max(id) FROM scrape");
    long block = number("SELECT max(id) FROM block");
    flip("scrape", "sample_values", row, random);
    flip("block", "data", block, random);
    long times = number("SELECT min(id) FROM block");
    flip("block", "data", times, random);
    long segment = Segment.ofBlock(block);
    assertThat(verified())
        .satisfiesExactlyInAnyOrder(
            place -> assertThat(place).startsWith("scrape " + row + ": "),
            place -> assertThat(place).matches("metric \\d+ of segment %d: .*".formatted(segment)),
            place ->
                assertThat(place)
                    .startsWith("times of segment %d: ".formatted(Segment.ofBlock(times))));
  }

  @Test
  void verify_ofAnyFlippedBitInAPage_findsItOrLosesNothing() throws Exception {
    byte[] whole = Files.readAllBytes(file());
    var random = new Random(10);
    int named = 0;
    for (int page : pagesOf("block", "scrape", "segment", "series", "series_set", "metric")) {
      byte[] bytes = whole.clone();
      bytes[4096 * (page - 1) + random.nextInt(4096)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file(), bytes);
      boolean isFound = !verified().isEmpty();
      named += isFound ? 1 : 0;
      if (!isFound) {
        assertThat(outcome()).as("page %d", page).isEqualTo("all");
      }
    }
    assertThat(named).isPositive();
  }

  @Test
  void segment_ofOtherNumbers_isLeftOut() throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.executeUpdate(
          "UPDATE segment SET last_row = last_row + 1024"
              + " WHERE id = (SELECT min(id) FROM segment)");
    }
    try (var archive = open()) {
      assertThat(samples(archive)).isEqualTo(all() - CLIENTS * 240 * Version1.SERIES);
      assertThat(archive.damagedRowsRead()).isEqualTo(1);
    }
  }

  @Test
  void flippedBit_inAnyPageOfSamples_isNeverAWrongValue() throws Exception {
    byte[] whole = Files.readAllBytes(file());
    var random = new Random(4);
    var served = new TreeMap<String, Integer>();
    for (int page : pagesOf("block", "scrape", "segment")) {
      byte[] bytes = whole.clone();
      int at = 4096 * (page - 1) + random.nextInt(4096);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file(), bytes);
      served.merge(outcome(), 1, Integer::sum);
    }
    assertThat(served).containsKey("part");
    assertThat(served.keySet()).isSubsetOf("all", "part", "refused");
  }

  /** Pages by what they hold, as SQLite tells; and the first freelist and pointer map pages. */
  private Map<String, List<Integer>> pagesByKind() throws SQLException {
    var kinds = new TreeMap<String, List<Integer>>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
      Rows.forEach(
          connection.prepareStatement("SELECT name, pageno FROM dbstat"),
          row ->
              kinds
                  .computeIfAbsent(row.getString(1), name -> new ArrayList<>())
                  .add(row.getInt(2)));
    }
    kinds.put("pointer map", List.of(2));
    return kinds;
  }

  @Test
  void flippedBit_inEachKindOfPage_leavesAServerThatServesTheRest() throws Exception {
    try (var archive = open()) {
      archive.roller().run();
    }
    byte[] whole = Files.readAllBytes(file());
    int freelist = ByteBuffer.wrap(whole).getInt(32);
    var random = new Random(12);
    var kinds = pagesByKind();
    assertThat(kinds)
        .containsKeys("scrape", "block", "segment", "rollup", "rollup_series", "series")
        .containsKeys("series_set", "metric", "target", "set_use", "setting", "sqlite_schema")
        .containsKeys("sqlite_autoindex_series_1", "sqlite_autoindex_series_set_1");
    if (freelist > 0) {
      kinds.put("freelist", List.of(freelist));
    }
    for (var kind : kinds.entrySet()) {
      for (int flip = 0; flip < FLIPS; flip++) {
        int page = kind.getValue().get(random.nextInt(kind.getValue().size()));
        byte[] bytes = whole.clone();
        bytes[4096 * (page - 1) + random.nextInt(4096)] ^= (byte) (1 << random.nextInt(8));
        assertServes(bytes, kind.getKey(), kind.getKey().contains("series"));
      }
    }
  }

  @Test
  void halfWrittenPage_ofEachKind_leavesAServerThatServesTheRest() throws Exception {
    byte[] whole = Files.readAllBytes(file());
    var random = new Random(13);
    for (var kind : pagesByKind().entrySet()) {
      int page = kind.getValue().get(random.nextInt(kind.getValue().size()));
      byte[] bytes = whole.clone();
      // Sectors of 512 bytes: the first of the page are written, the others not.
      int from = 4096 * (page - 1) + 512 * (1 + random.nextInt(7));
      Arrays.fill(bytes, from, 4096 * page, (byte) 0);
      assertServes(bytes, kind.getKey(), kind.getKey().contains("series"));
    }
  }

  @Test
  void fileCutShort_orToNothing_isPutAside() throws Exception {
    byte[] whole = Files.readAllBytes(file());
    for (int length : new int[] {whole.length - 4096, whole.length / 2, 4096, 1000, 50, 0}) {
      byte[] bytes = Arrays.copyOf(whole, length);
      Files.write(file(), bytes);
      for (String part : List.of("-wal", "-shm")) {
        Files.deleteIfExists(Path.of(file() + part));
      }
      var opened = OpenedArchive.open(file(), () -> Instant.ofEpochMilli(now), Pace.AT_ONCE);
      opened.archive().close();
      assertThat(opened.setAside()).as("%d bytes", length).isNotNull().hasSize(length);
      Files.delete(opened.setAside());
    }
    Files.write(file(), new byte[0]);
    assertThatThrownBy(this::open)
        .isInstanceOf(DatabaseException.class)
        .hasMessageStartingWith(file() + ": is empty, though it held something before; ");
    assertThat(file()).isEmptyFile();
  }

  @Test
  void flippedBit_inTheFirstBytes_putsTheFileAside_butNoOtherFile() throws Exception {
    byte[] bytes = Files.readAllBytes(file());
    bytes[3] ^= 4;
    assertServes(bytes, "first bytes", false);
    Files.writeString(file(), "this is a text, and no database at all".repeat(200));
    assertThatThrownBy(
            () -> OpenedArchive.open(file(), () -> Instant.ofEpochMilli(now), Pace.AT_ONCE))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("is no SQLite database");
  }

  /** Whatever is damaged, there is an archive that takes a new client's scrapes or says why not. */
  private void assertServes(byte[] bytes, String kind, boolean mayHaveOtherLabels)
      throws Exception {
    for (String part : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(Path.of(file() + part));
    }
    Files.write(file(), bytes);
    var opened = OpenedArchive.open(file(), () -> Instant.ofEpochMilli(now), Pace.AT_ONCE);
    try (var archive = opened.archive()) {
      if (opened.setAside() != null) {
        // All but SQLite's header, where it may have counted that it looked.
        byte[] kept = Files.readAllBytes(opened.setAside());
        int all = bytes.length;
        assertThat(Arrays.mismatch(kept, 100, kept.length, bytes, 100, all)).as(kind).isEqualTo(-1);
        archive.append(new SampleBatch("pc1", now, Version1.set(1), values(), null)).join();
        assertThat(samples(archive)).isEqualTo(Version1.SERIES);
        Files.delete(opened.setAside());
      } else if (!mayHaveOtherLabels) {
        assertThat(samples(archive)).as(kind).isLessThanOrEqualTo(all());
      }
    }
  }

  private double[] values() {
    return Version1.values(1, now);
  }

  /** Some pages of each of the tables, leaves and others. */
  private List<Integer> pagesOf(String... tables) throws SQLException {
    var pages = new ArrayList<Integer>();
    for (String table : tables) {
      long root = number("SELECT rootpage FROM sqlite_schema WHERE name = '%s'".formatted(table));
      pages.add((int) root);
    }
    long count = number("PRAGMA page_count");
    var schema = pagesByKind().getOrDefault("sqlite_schema", List.of());
    // Those before are the schema's and the roots of tables.
    for (int page = 48; page < count; page += Math.max(1, (int) count / 60)) {
      if (!schema.contains(page)) {
        pages.add(page);
      }
    }
    return pages;
  }

  private String outcome() {
    try (var archive = open()) {
      long samples = samples(archive);
      if (samples != all()) {
        assertThat(samples).isLessThan(all());
        return "part";
      }
      return "all";
    } catch (DatabaseException e) {
      assertThat(e.getMessage()).contains(file().toString()).contains("is damaged");
      return "refused";
    }
  }

  @Test
  void headRows_ofImpossibleForm_areDamage() {
    var random = new Random(5);
    for (int i = 0; i < 2000; i++) {
      var bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      byte[] blob = Checksum.seal(bytes);
      for (int encoding = -1; encoding < 5; encoding++) {
        try {
          ScrapeBlob.values(blob, encoding, 3);
          ScrapeBlob.times(blob, encoding, 3, START);
        } catch (DamagedBlobException e) {
          assertThat(e).hasMessageContaining(" at byte ");
        }
      }
    }
  }

  @Test
  void blocks_ofImpossibleForm_areDamage() {
    var random = new Random(6);
    var times = new TreeMap<Integer, long[]>();
    times.put(2, new long[] {START, START + Duration.ofMinutes(1).toMillis()});
    byte[] timesBlob = SegmentTimes.encode(times);
    var writer = new BlockWriter();
    writer.add(2, 7, null, 2, null, new double[] {1.5, 2}, 2);
    writer.add(2, 9, null, 2, new long[] {START - 5, START}, new double[] {-0.0, 1e300}, 2);
    byte[] block = writer.toBytes();
    int damaged = 0;
    for (int i = 0; i < 20_000; i++) {
      damaged += isRead(spoiled(timesBlob, random), block) ? 0 : 1;
      damaged += isRead(timesBlob, spoiled(block, random)) ? 0 : 1;
    }
    assertThat(isRead(timesBlob, block)).isTrue();
    assertThat(damaged).isGreaterThan(10_000);
  }

  /** The same but for one byte. */
  private static byte[] spoiled(byte[] blob, Random random) {
    byte[] bytes = blob.clone();
    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    return bytes;
  }

  private static boolean isRead(byte[] times, byte[] block) {
    try {
      new BlockReader(block, new SegmentTimes(times, 0, times.length))
          .read(
              new BlockReader.Sink() {
                @Override
                public boolean wants(int slot, int series) {
                  return true;
                }

                @Override
                public void column(
                    int slot, int series, long[] scrapes, long @Nullable [] own, double[] values) {
                  assertThat(values).hasSameSizeAs(scrapes);
                }
              });
      return true;
    } catch (DamagedBlobException e) {
      return false;
    }
  }
}
