package dev.muster.exporter;

import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.MetricPage;
import dev.muster.exporter.collector.ProcFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The exporter's own process and its answers to scrapes, by the names all Prometheus programs use.
 * Many answers with code 503 say that scrapes come faster than they can be served.
 *
 * <pre>
 * # HELP process_cpu_seconds_total CPU time the exporter has used.
 * # TYPE process_cpu_seconds_total counter
 * process_cpu_seconds_total 0.5
 * # HELP process_open_fds Files and sockets the exporter holds open.
 * # TYPE process_open_fds gauge
 * process_open_fds 20.0
 * # HELP process_resident_memory_bytes Memory the exporter holds.
 * # TYPE process_resident_memory_bytes gauge
 * process_resident_memory_bytes 5.0E7
 * # HELP process_start_time_seconds When the exporter started.
 * # TYPE process_start_time_seconds gauge
 * process_start_time_seconds 1.7E9
 * # HELP promhttp_metric_handler_requests_in_flight Scrapes being answered now.
 * # TYPE promhttp_metric_handler_requests_in_flight gauge
 * promhttp_metric_handler_requests_in_flight 1.0
 * # HELP promhttp_metric_handler_requests_total Scrapes answered, by status code.
 * # TYPE promhttp_metric_handler_requests_total counter
 * promhttp_metric_handler_requests_total{code="200"} 3.0
 * </pre>
 */
final class SelfMetrics implements Collector {
  private static final Path PROC = Path.of("/proc/self");

  private static final boolean LINUX = Files.isReadable(PROC.resolve("stat"));
  private static final String CPU = "process_cpu_seconds_total";
  private static final String CPU_HELP = "CPU time the exporter has used.";

  private final @Nullable Instant start =
      ProcessHandle.current().info().startInstant().orElse(null);
  private final Map<Integer, LongAdder> answers = new ConcurrentHashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final ProcFile stat = new ProcFile(PROC.resolve("stat"));

  SelfMetrics() {
    for (int code : List.of(200, 500, 503)) {
      answers.put(code, new LongAdder());
    }
  }

  void begin() {
    inFlight.incrementAndGet();
  }

  void end(int code) {
    inFlight.decrementAndGet();
    answers.computeIfAbsent(code, any -> new LongAdder()).increment();
  }

  @Override
  public String name() {
    return "self";
  }

  @Override
  public void collect(MetricPage page) throws IOException {
    requests(page);
    if (LINUX) {
      linux(page);
    } else {
      process(page);
    }
  }

  private void requests(MetricPage page) {
    page.gauge(
        "promhttp_metric_handler_requests_in_flight",
        "Scrapes being answered now.",
        inFlight.get());
    var total =
        page.counterFamily(
            "promhttp_metric_handler_requests_total", "Scrapes answered, by status code.", "code");
    new TreeMap<>(answers)
        .forEach((code, count) -> total.add((double) count.sum(), Integer.toString(code)));
  }

  private void process(MetricPage page) {
    ProcessHandle.Info info = ProcessHandle.current().info();
    info.totalCpuDuration()
        .map(Duration::toMillis)
        .ifPresent(millis -> page.counter(CPU, CPU_HELP, millis / 1000.0));
    startTime(page);
  }

  private void startTime(MetricPage page) {
    if (start != null) {
      page.gauge(
          "process_start_time_seconds",
          "When the exporter started.",
          start.toEpochMilli() / 1000.0);
    }
  }

  private void linux(MetricPage page) throws IOException {
    LinuxProcess process = LinuxProcess.parse(stat.read());
    page.counter(CPU, CPU_HELP, process.cpuSeconds());
    page.gauge(
        "process_resident_memory_bytes", "Memory the exporter holds.", process.residentBytes());
    page.gauge(
        "process_virtual_memory_bytes",
        "Address space the exporter holds.",
        process.virtualBytes());
    long open = openFiles(PROC.resolve("fd"));
    if (open > 0) {
      page.gauge("process_open_fds", "Files and sockets the exporter holds open.", (double) open);
    }
    startTime(page);
  }

  /** Since Linux 6.2 the folder's size tells it; before, as many as are in it. 0 if hidden. */
  static long openFiles(Path folder) throws IOException {
    long size = Files.size(folder);
    String[] listed = size > 0 ? null : folder.toFile().list();
    return listed == null ? size : listed.length;
  }

  /**
   * What {@code /proc/PID/stat} tells. After the name, which may hold anything but ends at the last
   * parenthesis, field 14 and 15 are the ticks in user and system mode (100 a second for programs,
   * whatever the kernel), 23 bytes of address space, 24 resident pages.
   */
  record LinuxProcess(double cpuSeconds, double virtualBytes, double residentBytes) {
    private static final double TICKS = 100;
    private static final long AT_PAGESZ = 6;
    private static final double PAGE_BYTES = pageBytes();

    /** From the kernel's own word to each program; 4 KiB where that cannot be read. */
    private static double pageBytes() {
      try {
        ByteBuffer words =
            ByteBuffer.wrap(Files.readAllBytes(PROC.resolve("auxv")))
                .order(ByteOrder.nativeOrder());
        while (words.remaining() >= 2 * Long.BYTES) {
          long key = words.getLong();
          long value = words.getLong();
          if (key == AT_PAGESZ) {
            return value;
          }
        }
      } catch (IOException hidden) {
        // As below.
      }
      return 4096;
    }

    static LinuxProcess parse(String stat) {
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 23);
      return new LinuxProcess(
          (number(fields, 14) + number(fields, 15)) / TICKS,
          number(fields, 23),
          number(fields, 24) * PAGE_BYTES);
    }

    /** A field by proc(5)'s count, in which the state after the name is the third. */
    private static double number(String[] fields, int field) {
      return Long.parseLong(fields[field - 3]);
    }
  }
}
