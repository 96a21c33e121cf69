package dev.muster.archive;

import dev.muster.metrics.Labels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints how long scrapes of 200 targets, one a second each and spread over it, wait until they are
 * on the disk, while windows are sealed, expired segments dropped and the log is moved into the
 * file beside them. In real time. Not a test: run by hand, with a folder that is not there yet and
 * for how many minutes.
 */
final class AppendLatencyFigures {
  private static final int TARGETS = 200;
  private static final int HOSTS = 8;
  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final long LATE_NANOS = Duration.ofMillis(100).toNanos();

  private final List<List<double[]>> hosts = new ArrayList<>();
  private final List<SeriesSet> sets = new ArrayList<>();
  private final ConcurrentLinkedQueue<Long> waits = new ConcurrentLinkedQueue<>();

  private AppendLatencyFigures(int rounds) {
    for (int host = 0; host < HOSTS; host++) {
      hosts.add(HostMix.host(host, rounds));
    }
    for (int target = 0; target < TARGETS; target++) {
      var labels = new ArrayList<Labels>();
      for (int i = 0; i < hosts.getFirst().size(); i++) {
        labels.add(Labels.of("__name__", "metric_" + i, "client", "pc" + target));
      }
      sets.add(new SeriesSet(labels));
    }
  }

  public static void main(String[] arguments) throws Exception {
    int rounds = 60 * Integer.parseInt(arguments[1]);
    Path folder = Files.createDirectory(Path.of(arguments[0]));
    new AppendLatencyFigures(rounds).run(folder.resolve("archive.db"), rounds);
  }

  private void run(Path file, int rounds) {
    try (var archive = Archive.open(file, InstantSource.system())) {
      archive.setRetention(KEPT);
      long begun = System.nanoTime();
      for (int i = 0; i < rounds * TARGETS; i++) {
        long due = begun + i * (1_000_000_000L / TARGETS);
        LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
        append(archive, i % TARGETS, i / TARGETS, i > 60 * TARGETS);
      }
      report(archive);
    }
  }

  private void append(Archive archive, int target, int round, boolean counts) {
    var host = hosts.get(target % HOSTS);
    var values = new double[host.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = host.get(i)[round];
    }
    long now = System.currentTimeMillis();
    long begun = System.nanoTime();
    var _ =
        archive
            .append(new SampleBatch("pc" + target, now, sets.get(target), values, null))
            .thenRun(() -> {
              if (counts) {
                waits.add(System.nanoTime() - begun);
              }
            });
  }

  private void report(Archive archive) {
    long[] sorted = waits.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        "%d scrapes after the first minute: p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, longest %.1f"
            + " ms, %d later than 100 ms; %d segments made, %d kept%n",
        sorted.length,
        sorted[sorted.length / 2] / 1e6,
        sorted[sorted.length * 99 / 100] / 1e6,
        sorted[(int) (sorted.length * 999L / 1000)] / 1e6,
        sorted[sorted.length - 1] / 1e6,
        Arrays.stream(sorted).filter(nanos -> nanos > LATE_NANOS).count(),
        archive.holdings().version(),
        archive.holdings().segments().size());
  }
}
