package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.metrics.Selection;
import dev.muster.sqlite.DatabaseException;
import dev.muster.sqlite.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchiveFileTest {
  private static final long START = Instant.parse("2026-11-01T10:00:00Z").toEpochMilli();
  private static final int SCRAPES = 2000;

  @TempDir Path folder;
  private final AtomicLong now = new AtomicLong(START + 15_000L * SCRAPES);

  private Path file() {
    return folder.resolve("archive.db");
  }

  private Archive open(Path file) {
    return Archive.open(file, () -> Instant.ofEpochMilli(now.get()), new RecentWindow(360_000, 0));
  }

  private void fill(Archive archive) {
    var written = new ArrayList<CompletableFuture<Void>>();
    for (int i = 0; i < SCRAPES; i++) {
      long time = START + 15_000L * i;
      double[] values = Version1.values(1, time);
      written.add(archive.append(new SampleBatch("pc1", time, Version1.set(1), values, null)));
    }
    written.forEach(CompletableFuture::join);
  }

  private static long samples(Archive archive) {
    return archive.select(new Selection(List.of(), 0, Long.MAX_VALUE, 10_000_000)).stream()
        .mapToLong(series -> series.size())
        .sum();
  }

  @Test
  void stats_countHeadAndSegments() {
    try (var archive = open(file());
        var looked = ArchiveFile.open(file())) {
      fill(archive);
      archive.sealer().run();
      var stats = looked.stats();
      assertThat(stats.version()).isEqualTo(ArchiveSchema.MIGRATIONS.size());
      assertThat(stats.targets()).isEqualTo(1);
      assertThat(stats.series()).isEqualTo(Version1.SERIES);
      assertThat(stats.headScrapes()).isEqualTo(archive.holdings().headSize()).isPositive();
      assertThat(stats.segments()).isEqualTo(archive.holdings().segments().size()).isPositive();
      assertThat(stats.oldest()).isEqualTo(START);
      assertThat(stats.newest()).isEqualTo(now.get() - 15_000);
      assertThat(stats.headBytes()).isPositive();
      assertThat(stats.sealedBytes()).isGreaterThan(stats.headBytes());
      assertThat(stats.largest()).hasSize(10);
      long largest = stats.largest().getFirst().bytes();
      assertThat(stats.largest()).allMatch(metric -> metric.bytes() <= largest);
    }
  }

  @Test
  void stats_ofAnEmptyArchive_knowNoTimes() {
    open(file()).close();
    try (var looked = ArchiveFile.open(file())) {
      assertThat(looked.stats().oldest()).isNull();
      assertThat(looked.stats().largest()).isEmpty();
    }
  }

  @Test
  void backup_whileScrapesAreSealed_isWhole() throws IOException {
    Path copy = folder.resolve("copy.db");
    var told = new ArrayList<Long>();
    try (var archive = open(file());
        var looked = ArchiveFile.open(file())) {
      fill(archive);
      var sealer = Thread.ofPlatform().start(archive.sealer()::run);
      looked.backup(copy, (done, all) -> told.add(100 * done / all));
      assertThat(joined(sealer)).isTrue();
    }
    assertThat(told).startsWith(0L).endsWith(100L).isSorted();
    assertThat(folder.resolve("copy.db.partial")).doesNotExist();
    try (var looked = ArchiveFile.open(copy)) {
      assertThat(looked.verify(Progress.NONE)).isEmpty();
    }
    try (var restored = open(copy)) {
      assertThat(samples(restored)).isEqualTo((long) SCRAPES * Version1.SERIES);
    }
  }

  private static boolean joined(Thread thread) {
    try {
      thread.join();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void backup_afterOneThatWasKilled_isWhole() throws IOException {
    Path copy = folder.resolve("copy.db");
    Files.write(folder.resolve("copy.db.partial"), new byte[10_000]);
    Files.write(folder.resolve("copy.db.partial-journal"), new byte[10_000]);
    try (var archive = open(file())) {
      fill(archive);
      archive.backup(copy);
    }
    try (var looked = ArchiveFile.open(copy)) {
      assertThat(looked.verify(Progress.NONE)).isEmpty();
    }
    assertThat(folder.resolve("copy.db.partial-journal")).doesNotExist();
  }

  @Test
  void vacuum_givesEveryFreePageBack() throws IOException {
    try (var archive = open(file())) {
      fill(archive);
      now.addAndGet(Duration.ofDays(1).toMillis());
      archive.sealer().run();
      assertThat(archive.holdings().headSize()).isZero();
    }
    long before = Files.size(file());
    long given = ArchiveFile.vacuum(file(), Progress.NONE);
    assertThat(given).isPositive();
    assertThat(Files.size(file())).isEqualTo(before - given);
    try (var looked = ArchiveFile.open(file())) {
      assertThat(looked.stats().freeBytes()).isZero();
      assertThat(looked.verify(Progress.NONE)).isEmpty();
    }
    try (var archive = open(file())) {
      assertThat(samples(archive)).isEqualTo((long) SCRAPES * Version1.SERIES);
    }
  }

  @Test
  void freePagesBeyondWhatIsKept_areGivenBackInSteps() throws Exception {
    try (var archive = open(file())) {
      fill(archive);
    }
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE ballast(bytes BLOB)");
      statement.executeUpdate("INSERT INTO ballast VALUES(zeroblob(50000000))");
      statement.executeUpdate("DROP TABLE ballast");
    }
    try (var archive = open(file())) {
      archive.setRetention(Duration.ofDays(4000));
      archive.expireNow();
    }
    try (var looked = ArchiveFile.open(file())) {
      assertThat(looked.stats().freeBytes()).isBetween(30_000_000L, 32L << 20);
      assertThat(looked.verify(Progress.NONE)).isEmpty();
    }
  }

  @Test
  void open_ofAnotherVersion_isOneSentence() throws Exception {
    Version1.write(file(), 1, LongStream.of(START).boxed().toList());
    assertThatThrownBy(() -> ArchiveFile.open(file()))
        .isInstanceOf(DatabaseException.class)
        .hasMessage(
            file()
                + ": is of format 1, and this is format 7; start the server on it once, which"
                + " brings it up to date");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = 99");
    }
    assertThatThrownBy(() -> ArchiveFile.open(file())).hasMessageContaining("newer version");
    assertThatThrownBy(() -> ArchiveFile.vacuum(file(), Progress.NONE))
        .hasMessageContaining("newer version");
  }
}
