package dev.muster.archive;

import dev.muster.metrics.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints how long scrapes wait until they are on the disk and what is written there for each of
 * their samples, over hours of a fleet whose scrapes are spread over the interval: while windows
 * are sealed, rolled up and dropped and the log is moved into the file. The clock is simulated and
 * runs as fast as so many scrapes a second make it. Not a test: run by hand, see {@code
 * docs/benchmarks.md}.
 */
final class PacedFigures {
  private static final long START = Instant.parse("2026-11-20T00:00:00Z").toEpochMilli();
  private static final int HOSTS = 8;
  private static final int ROUNDS = 960;
  private static final long LATE_NANOS = Duration.ofMillis(100).toNanos();

  /** What is asked for on the command line. */
  private record Plan(int targets, long intervalMillis, double hours, int perSecond, int gather) {
    long scrapes() {
      return (long) (targets * hours * 3_600_000 / intervalMillis);
    }

    /** What takes so long in the simulated time. */
    Duration scaled(double millis) {
      double speed = perSecond * intervalMillis / 1000.0 / targets;
      return Duration.ofNanos((long) (millis * 1e6 / speed));
    }

    long time(long scrape) {
      return START + scrape * intervalMillis / targets;
    }
  }

  private final Plan plan;
  private final AtomicLong now = new AtomicLong(START);
  private final AtomicInteger failed = new AtomicInteger();
  private final List<List<double[]>> hosts = new ArrayList<>();
  private final List<SeriesSet> sets = new ArrayList<>();
  private final ConcurrentLinkedQueue<Long> waits = new ConcurrentLinkedQueue<>();

  private PacedFigures(Plan plan) {
    this.plan = plan;
    for (int host = 0; host < HOSTS; host++) {
      hosts.add(HostMix.host(host, ROUNDS));
    }
    for (int target = 0; target < plan.targets(); target++) {
      sets.add(set(target));
    }
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 6) {
      System.err.println(
          "arguments: FOLDER TARGETS INTERVAL_SECONDS HOURS SCRAPES_PER_SECOND GATHER_MILLIS");
      System.exit(2);
    }
    var plan =
        new Plan(
            Integer.parseInt(arguments[1]),
            1000L * Integer.parseInt(arguments[2]),
            Double.parseDouble(arguments[3]),
            Integer.parseInt(arguments[4]),
            Integer.parseInt(arguments[5]));
    Path folder = Files.createDirectory(Path.of(arguments[0]));
    new PacedFigures(plan).run(folder.resolve("archive.db"));
  }

  /** Named so that a status and two drives come of it. */
  private static SeriesSet set(int target) {
    var labels = new ArrayList<Labels>();
    for (int i = 0; i < 300; i++) {
      labels.add(labels(i, "pc" + target));
    }
    return new SeriesSet(labels);
  }

  private static Labels labels(int i, String client) {
    String drive = i < 20 ? "/" : "/home";
    return switch (i) {
      case 4, 22 -> drive("node_filesystem_size_bytes", drive, client);
      case 10, 28 -> drive("node_filesystem_free_bytes", drive, client);
      case 16, 34 -> drive("node_filesystem_avail_bytes", drive, client);
      case 40 -> Labels.of("__name__", "node_memory_MemTotal_bytes", "client", client);
      case 230 -> Labels.of("__name__", "node_memory_MemAvailable_bytes", "client", client);
      default ->
          i >= 205 && i < 229
              ? Labels.of(
                  "__name__",
                  "node_cpu_seconds_total",
                  "client",
                  client,
                  "cpu",
                  "" + (i - 205) / 3,
                  "mode",
                  List.of("user", "system", "idle").get((i - 205) % 3))
              : Labels.of("__name__", "node_metric_" + i, "client", client);
    };
  }

  private static Labels drive(String name, String mount, String client) {
    return Labels.of(
        "__name__", name, "client", client, "device", "/dev" + mount, "mountpoint", mount);
  }

  private void run(Path file) throws Exception {
    try (var archive = open(file)) {
      archive.setRetention(Duration.ofHours(6), Duration.ofHours(12), Duration.ofHours(18));
      long begun = System.nanoTime();
      long warm = plan.scrapes() / 20;
      long written = 0;
      for (long i = 0; i < plan.scrapes(); i++) {
        long due = begun + i * 1_000_000_000L / plan.perSecond();
        LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
        now.set(plan.time(i));
        if (i == warm) {
          written = writtenBytes();
        }
        append(archive, i, i >= warm);
      }
      archive.append(batch(plan.scrapes())).join();
      report(archive, (plan.scrapes() - warm) * 300.0, writtenBytes() - written);
    }
  }

  private Archive open(Path file) {
    var pace =
        new Pace(plan.scaled(plan.gather()), plan.scaled((double) Pace.SERVER.status().toMillis()));
    return Archive.open(file, () -> Instant.ofEpochMilli(now.get()), pace);
  }

  private SampleBatch batch(long scrape) {
    int target = (int) (scrape % plan.targets());
    var host = hosts.get(target % HOSTS);
    var values = new double[host.size()];
    int round = (int) (scrape / plan.targets() % ROUNDS);
    for (int i = 0; i < values.length; i++) {
      values[i] = host.get(i)[round];
    }
    return new SampleBatch("pc" + target, plan.time(scrape), sets.get(target), values, null);
  }

  private void append(Archive archive, long scrape, boolean counts) {
    var batch = batch(scrape);
    long begun = System.nanoTime();
    var _ =
        archive
            .append(batch)
            .whenComplete((done, failure) -> {
              if (failure != null) {
                if (failed.incrementAndGet() == 1) {
                  System.out.println("failed: " + failure.getMessage());
                }
              } else if (counts) {
                waits.add(System.nanoTime() - begun);
              }
            });
  }

  private void report(Archive archive, double samples, long written) {
    long[] sorted = waits.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        "%d targets, %d s, %.1f h: %d scrapes, %d failed; p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms,"
            + " longest %.1f ms, %d later than 100 ms; %d segments made, %d kept%n",
        plan.targets(),
        plan.intervalMillis() / 1000,
        plan.hours(),
        sorted.length,
        failed.get(),
        sorted[sorted.length / 2] / 1e6,
        sorted[sorted.length * 99 / 100] / 1e6,
        sorted[(int) (sorted.length * 999L / 1000)] / 1e6,
        sorted[sorted.length - 1] / 1e6,
        Arrays.stream(sorted).filter(nanos -> nanos > LATE_NANOS).count(),
        archive.holdings().version(),
        archive.holdings().segments().size());
    System.out.printf("%.2f bytes written a sample%n", written / samples);
  }

  private static long writtenBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/io")).stream()
        .filter(line -> line.startsWith("write_bytes: "))
        .mapToLong(line -> Long.parseLong(line.substring("write_bytes: ".length())))
        .sum();
  }
}
