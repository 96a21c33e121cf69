package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.muster.metrics.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The write-ahead log as a power cut or a careless hand leaves it: torn, cut, gone. */
final class LostLogTest {
  private static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  private static final int SCRAPES = 60;

  @TempDir Path folder;
  private Path killed;

  /** A copy of the files, as a kill leaves them. */
  @BeforeEach
  void write() throws IOException {
    killed = Files.createDirectory(folder.resolve("killed")).resolve("archive.db");
    var file = folder.resolve("archive.db");
    try (var archive = open(file)) {
      for (int i = 0; i < SCRAPES; i++) {
        append(archive, START + 15_000L * i);
      }
      for (String part : List.of("", "-wal", ".lock")) {
        Files.copy(Path.of(file + part), Path.of(killed + part));
      }
    }
  }

  private static Archive open(Path file) {
    long now = START + Duration.ofHours(2).toMillis();
    return Archive.open(file, () -> Instant.ofEpochMilli(now), new RecentWindow(360_000, 0));
  }

  private static void append(Archive archive, long time) {
    var values = Version1.values(1, time);
    archive.append(new SampleBatch("pc1", time, Version1.set(1), values, null)).join();
  }

  /** How many scrapes are served: the first ones without a gap, each with its values. */
  private static int scrapes(Archive archive) {
    var all = archive.select(new Selection(List.of(), 0, Long.MAX_VALUE, 10_000_000));
    if (all.isEmpty()) {
      return 0;
    }
    assertThat(all).hasSize(Version1.SERIES);
    int size = all.getFirst().size();
    for (var series : all) {
      assertThat(series.size()).isEqualTo(size);
      int index = Integer.parseInt(series.labels().metricName().substring(1));
      for (int i = 0; i < size; i++) {
        long time = START + 15_000L * i;
        assertThat(series.timesMillis()[i]).isEqualTo(time);
        assertThat(series.values()[i]).isEqualTo(Version1.values(1, time)[index]);
      }
    }
    return size;
  }

  private Path log() {
    return Path.of(killed + "-wal");
  }

  @Test
  void halfWrittenPage_atItsEnd_costsNothing() throws IOException {
    var torn = new byte[24 + 2048];
    new Random(1).nextBytes(torn);
    Files.write(log(), torn, StandardOpenOption.APPEND);
    try (var archive = open(killed)) {
      assertThat(scrapes(archive)).isEqualTo(SCRAPES);
      append(archive, START + 15_000L * SCRAPES);
      assertThat(scrapes(archive)).isEqualTo(SCRAPES + 1);
      assertThat(archive.damagedRowsRead()).isZero();
    }
  }

  @Test
  void pageTorn_orCutOff_costsWhatCameSince() throws IOException {
    byte[] whole = Files.readAllBytes(log());
    byte[] file = Files.readAllBytes(killed);
    var random = new Random(2);
    int before = SCRAPES;
    // Before its last part are the tables, made with the file.
    for (int at = whole.length - 100; at > whole.length / 5 * 4; at -= whole.length / 20) {
      byte[] torn = whole.clone();
      torn[at] ^= (byte) (1 << random.nextInt(8));
      int left = left(file, torn);
      assertThat(left).isPositive().isLessThan(SCRAPES).isLessThanOrEqualTo(before);
      assertThat(left(file, Arrays.copyOf(whole, at))).isEqualTo(left);
      before = left;
    }
  }

  private int left(byte[] file, byte[] log) throws IOException {
    Files.write(killed, file);
    Files.write(log(), log);
    Files.deleteIfExists(Path.of(killed + "-shm"));
    try (var archive = open(killed)) {
      int left = scrapes(archive);
      append(archive, START + 15_000L * left);
      assertThat(scrapes(archive)).isEqualTo(left + 1);
      assertThat(archive.damagedRowsRead()).isZero();
      return left;
    }
  }

  @Test
  void logGone_leavesWhatWasMovedIntoTheFile_andGoesOn() throws IOException {
    Files.delete(log());
    var logger = (Logger) LoggerFactory.getLogger("dev.muster.sqlite.WriterLock");
    var logged = new ListAppender<ILoggingEvent>();
    logged.start();
    logger.addAppender(logged);
    try (var archive = open(killed)) {
      assertThat(logged.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .containsExactly(
              "msg=\"write-ahead log is gone: what was written last may be missing\" file="
                  + killed
                  + " hint=\"no matter after a restore\"");
      logger.detachAppender(logged);
      int left = scrapes(archive);
      assertThat(left).isLessThan(SCRAPES);
      append(archive, START + 15_000L * left);
      assertThat(scrapes(archive)).isEqualTo(left + 1);
    }
  }
}
