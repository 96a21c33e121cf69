package dev.muster.exporter.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.exporter.push.PushCounts.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue on a real file system of a megabyte; needs the right to mount one. */
final class FullDiskQueueTest {
  @TempDir Path folder;
  private final Clock clock = new Clock();
  private final PushCounts counts = new PushCounts();
  private final PageReadings readings = new PageReadings(Map.of("job", "node"), counts);
  private long added;

  @BeforeEach
  void mount() throws Exception {
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString()),
        "no file system can be mounted here");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", folder.toString());
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private Backlog open() {
    var settings =
        new PushSettings(
            URI.create("https://localhost/api/v1/write"),
            Duration.ofSeconds(15),
            Map.of(),
            new PushSettings.Queue(64 << 20, Duration.ofDays(14)),
            PushSettings.Access.none(),
            false);
    return Backlog.open(folder, settings, counts, clock);
  }

  private void add(Backlog backlog, int count) {
    for (int i = 0; i < count; i++) {
      clock.forward(Duration.ofSeconds(15));
      var page = new StringBuilder("a " + added++ + "\n");
      for (int n = 0; n < 500; n++) {
        page.append("noise{n=\"")
            .append(n)
            .append("\"} ")
            .append(Math.sin((double) added * n))
            .append('\n');
      }
      backlog.add(readings.read(page.toString().getBytes(UTF_8), clock.millis()));
    }
  }

  private static List<Long> drain(Backlog backlog) throws InterruptedException {
    List<Long> all = new ArrayList<>();
    while (backlog.samples() > 0) {
      Batch batch = backlog.take(100);
      Received.of(
              WriteRequest.of(batch, 0, new WriteRequest.Bounds(1 << 20, Integer.MAX_VALUE))
                  .message()
                  .compressed())
          .stream()
          .filter(each -> each.name().equals("a"))
          .forEach(each -> all.add((long) each.value()));
      backlog.done(batch);
    }
    return all;
  }

  private void fill(Path ballast) throws IOException {
    try {
      Files.write(ballast, new byte[1 << 20]);
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space");
    }
  }

  @Test
  void diskFull_keepsWhatWasQueued_countsWhatIsNot_andGoesOnByItself() throws Exception {
    Path ballast = folder.resolve("ballast");
    try (var backlog = open()) {
      add(backlog, 10);
      assertThat(counts.dropped(Reason.UNWRITABLE)).isZero();
      fill(ballast);
      add(backlog, 40);
      long lost = counts.dropped(Reason.UNWRITABLE);
      assertThat(lost).isPositive();
      Files.delete(ballast);
      add(backlog, 10);
      assertThat(counts.dropped(Reason.UNWRITABLE)).isEqualTo(lost);
    }
    // And over a restart.
    try (var backlog = open()) {
      add(backlog, 1);
      var got = drain(backlog);
      assertThat(got).isSorted().doesNotHaveDuplicates();
      assertThat(got).contains(0L, 1L, 9L, 50L, 59L, 60L);
      assertThat(counts.dropped(Reason.DAMAGED)).isZero();
    }
  }
}
