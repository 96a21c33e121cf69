package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.alertbridge.ArchiveAlarm;
import dev.muster.archive.SampleBatch;
import dev.muster.archive.SeriesSet;
import dev.muster.fleet.FleetFile;
import dev.muster.metrics.Labels;
import dev.muster.sqlite.DatabaseException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An archive that refuses scrapes shows in the metrics and as an alert; a bug elsewhere does not.
 */
class WatchedWriterTest {
  private static final SampleBatch BATCH =
      new SampleBatch(
          "pc", 0, new SeriesSet(List.of(Labels.of("__name__", "up"))), new double[] {1}, null);

  @TempDir Path folder;
  private CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);

  @Test
  void refusedScrapes_areCountedAndPassedOn_untilOneIsTaken() throws IOException {
    var fleet = Files.writeString(folder.resolve("fleet.xml"), StarterFleet.text("pc-1"));
    var registry = new PrometheusRegistry();
    var clock = InstantSource.fixed(Instant.EPOCH);
    var metrics = new OwnMetrics(registry, clock);
    try (var alarm =
        new ArchiveAlarm(
            clock,
            smtp -> {
              throw new AssertionError("no mail is due");
            },
            ZoneOffset.UTC,
            null,
            registry,
            FleetFile.read(fleet, Map.of()))) {
      var writer = new WatchedWriter(batch -> answer, alarm);
      writer.append(BATCH).join();
      assertThat(page(metrics)).contains("muster_archive_writable 1.0\n", "failures_total 0.0\n");
      answer =
          CompletableFuture.failedFuture(new DatabaseException("archive.db: the disk is full"))
              .thenRun(() -> {});
      var refused = writer.append(BATCH);
      assertThatThrownBy(refused::join).hasRootCauseInstanceOf(DatabaseException.class);
      assertThat(page(metrics)).contains("muster_archive_writable 0.0\n", "failures_total 1.0\n");
      assertThat(alarm.open().getFirst().detail()).isEqualTo("archive.db: the disk is full");
      answer = CompletableFuture.failedFuture(new IllegalStateException("a bug"));
      assertThat(writer.append(BATCH)).isCompletedExceptionally();
      assertThat(page(metrics)).contains("failures_total 1.0\n");
      answer = CompletableFuture.completedFuture(null);
      writer.append(BATCH).join();
      assertThat(page(metrics)).contains("muster_archive_writable 1.0\n", "failures_total 1.0\n");
    }
  }

  private static String page(OwnMetrics metrics) {
    return new String(metrics.page(), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith("muster_archive_"))
        .reduce("", (text, line) -> text + line + "\n");
  }
}
