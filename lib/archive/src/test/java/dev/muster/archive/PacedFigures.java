package dev.muster.archive;

import dev.muster.metrics.Labels;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints how late scrapes begin and are on the disk, and what is written there for each of their
 * samples, over hours of a fleet whose scrapes come in groups spread over the interval: while
 * windows are sealed, rolled up and dropped, the log is moved into the file, and Java collects what
 * it does not need any more. The clock is simulated and runs as many times as fast as is asked for;
 * what scrapes and status may wait is scaled with it. Not a test: run by hand, see {@code
 * docs/benchmarks.md}.
 *
 * <p>A scrape's moment is fixed beforehand. It is late by as much as it begins, or is acknowledged
 * without what it waited for others on purpose, after that moment; so whoever stands still is late
 * with all that would have come meanwhile. Beside it the same disk is asked for nothing but to
 * sync: what is late while that takes long, too, waits for the disk.
 */
final class PacedFigures {
  private static final long START = Instant.parse("2026-11-20T00:00:00Z").toEpochMilli();
  private static final int HOSTS = 8;
  private static final int ROUNDS = 960;
  private static final int LATE_MICROS = 100_000;
  private static final long SLOW_DISK_NANOS = Duration.ofMillis(50).toNanos();
  private static final long LEAST_LOOK_NANOS = Duration.ofMillis(100).toNanos();

  /** What is asked for on the command line. */
  private record Plan(
      int targets, long intervalMillis, double hours, double pace, int gather, int group) {
    static Plan of(String[] arguments) {
      return new Plan(
          Integer.parseInt(arguments[1]),
          1000L * Integer.parseInt(arguments[2]),
          Double.parseDouble(arguments[3]),
          Double.parseDouble(arguments[4]),
          Integer.parseInt(arguments[5]),
          Integer.parseInt(arguments[6]));
    }

    int scrapes() {
      return (int) (targets * hours * 3_600_000 / intervalMillis);
    }

    /** What takes so long in the simulated time. */
    Duration scaled(double millis) {
      return Duration.ofNanos((long) (millis * 1e6 / pace));
    }

    /** When a scrape comes, after the first one, as the simulated clock has it. */
    long millis(long scrape) {
      return first(scrape) * intervalMillis / targets;
    }

    /** The first scrape of its group; the others come at the same moment. */
    private long first(long scrape) {
      return scrape - scrape % group;
    }

    long time(long scrape) {
      return START + millis(scrape);
    }

    /** The same in real time. */
    long nanos(long scrape) {
      return (long) (first(scrape) * 1e6 * intervalMillis / targets / pace);
    }
  }

  private final Plan plan;
  private final AtomicLong now = new AtomicLong(START);
  private final AtomicInteger failed = new AtomicInteger();
  private final List<List<double[]>> hosts = new ArrayList<>();
  private final List<SeriesSet> sets = new ArrayList<>();

  /** By scrape, in microseconds. */
  private final int[] begins;

  private final int[] holds;
  private final int[] commits;

  private PacedFigures(Plan plan) {
    this.plan = plan;
    this.begins = new int[plan.scrapes()];
    this.holds = new int[plan.scrapes()];
    this.commits = new int[plan.scrapes()];
    for (int host = 0; host < HOSTS; host++) {
      hosts.add(HostMix.host(host, ROUNDS));
    }
    for (int target = 0; target < plan.targets(); target++) {
      sets.add(set(target));
    }
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 7) {
      System.err.println(
          "arguments: FOLDER TARGETS INTERVAL_SECONDS HOURS TIMES_AS_FAST GATHER_MILLIS GROUP");
      System.exit(2);
    }
    Path folder = Files.createDirectory(Path.of(arguments[0]));
    new PacedFigures(Plan.of(arguments)).run(folder.resolve("archive.db"));
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
    ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals("Tenured Gen"))
        .forEach(pool -> Thread.ofPlatform().daemon().start(() -> collect(pool)));
    try (var archive = open(file);
        var disk = new BareSync(file.resolveSibling("bare-sync"))) {
      archive.setRetention(Duration.ofHours(6), Duration.ofHours(12), Duration.ofHours(18));
      long begun = System.nanoTime();
      int warm = plan.scrapes() / 20;
      long written = 0;
      for (int i = 0; i < plan.scrapes(); i++) {
        long due = begun + plan.nanos(i);
        LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
        now.set(plan.time(i));
        if (i == warm) {
          written = writtenBytes() - disk.writtenBytes();
        }
        append(archive, i, due);
      }
      archive.append(batch(plan.scrapes())).join();
      written = writtenBytes() - disk.writtenBytes() - written;
      disk.end();
      report(archive, warm);
      report(disk, warm, begun);
      System.out.printf(
          "%.2f bytes written a sample%n", written / ((plan.scrapes() - warm) * 300.0));
    }
  }

  /** Has the serial collector look at what became old, by the rule that the scraper has for it. */
  private void collect(MemoryPoolMXBean pool) {
    long pause = Math.max(LEAST_LOOK_NANOS, plan.scaled(10_000).toNanos());
    while (true) {
      LockSupport.parkNanos(pause);
      long needed = pool.getCollectionUsage().getUsed();
      if (pool.getUsage().getUsed() - needed > Math.max(8 << 20, needed / 3)) {
        System.gc();
      }
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

  private void append(Archive archive, int scrape, long due) {
    long begun = System.nanoTime();
    var done = archive.append(batch(scrape));
    begins[scrape] = micros(begun - due);
    holds[scrape] = micros(System.nanoTime() - begun);
    var _ =
        done.whenComplete((nothing, failure) -> {
          if (failure == null) {
            commits[scrape] = micros(System.nanoTime() - due);
          } else if (failed.incrementAndGet() == 1) {
            System.out.println("failed: " + failure.getMessage());
          }
        });
  }

  private static int micros(long nanos) {
    return (int) (nanos / 1000);
  }

  private void report(Archive archive, int warm) {
    System.out.printf(
        "%d targets, %d s, %.1f h, %.0f times as fast, gathering %.2f ms: %d scrapes counted,"
            + " %d failed; %d segments made, %d kept%n",
        plan.targets(),
        plan.intervalMillis() / 1000,
        plan.hours(),
        plan.pace(),
        plan.scaled(plan.gather()).toNanos() / 1e6,
        plan.scrapes() - warm,
        failed.get(),
        archive.holdings().version(),
        archive.holdings().segments().size());
    int gather = (int) (plan.scaled(plan.gather()).toNanos() / 1000);
    print("begins late by", begins, 0, warm);
    print("held by append", holds, 0, warm);
    print("acknowledged, without gathering, late by", commits, gather, warm);
  }

  private void report(BareSync disk, int warm, long begun) {
    print("a bare sync takes", disk.micros(), 0, 0);
    long gather = plan.scaled(plan.gather()).toNanos();
    int late = 0;
    int beside = 0;
    for (int i = warm; i < commits.length; i++) {
      long due = begun + plan.nanos(i);
      long done = due + 1000L * commits[i];
      if (done - due - gather > 1000L * LATE_MICROS) {
        late++;
        beside += disk.tookLong(due, done, SLOW_DISK_NANOS) ? 1 : 0;
      }
    }
    System.out.printf(
        "%d acknowledged late, %d of them while a bare sync took more than %d ms%n",
        late, beside, SLOW_DISK_NANOS / 1_000_000);
  }

  private static void print(String what, int[] micros, int less, int from) {
    int[] sorted =
        Arrays.stream(micros, from, micros.length)
            .map(m -> Math.max(0, m - less))
            .sorted()
            .toArray();
    System.out.printf(
        "%s: p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, longest %.1f ms, %d above 100 ms%n",
        what,
        sorted[sorted.length / 2] / 1e3,
        sorted[(int) (sorted.length * 99L / 100)] / 1e3,
        sorted[(int) (sorted.length * 999L / 1000)] / 1e3,
        sorted[sorted.length - 1] / 1e3,
        Arrays.stream(sorted).filter(late -> late > LATE_MICROS).count());
  }

  private static long writtenBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/io")).stream()
        .filter(line -> line.startsWith("write_bytes: "))
        .mapToLong(line -> Long.parseLong(line.substring("write_bytes: ".length())))
        .sum();
  }
}
