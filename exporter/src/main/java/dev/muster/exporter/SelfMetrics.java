package dev.muster.exporter;

import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.MetricPage;
import java.io.IOException;
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
import java.util.stream.Stream;

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

  private final Map<Integer, LongAdder> answers = new ConcurrentHashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();

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
    process(page);
    if (Files.isDirectory(PROC)) {
      linux(page);
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

  private static void process(MetricPage page) {
    ProcessHandle.Info info = ProcessHandle.current().info();
    info.totalCpuDuration()
        .map(Duration::toMillis)
        .ifPresent(millis ->
            page.counter(
                "process_cpu_seconds_total", "CPU time the exporter has used.", millis / 1000.0));
    info.startInstant()
        .map(Instant::toEpochMilli)
        .ifPresent(millis ->
            page.gauge(
                "process_start_time_seconds", "When the exporter started.", millis / 1000.0));
  }

  private static void linux(MetricPage page) throws IOException {
    for (String line : Files.readAllLines(PROC.resolve("status"))) {
      if (line.startsWith("VmRSS:")) {
        page.gauge("process_resident_memory_bytes", "Memory the exporter holds.", kibibytes(line));
      } else if (line.startsWith("VmSize:")) {
        page.gauge(
            "process_virtual_memory_bytes", "Address space the exporter holds.", kibibytes(line));
      }
    }
    try (Stream<Path> open = Files.list(PROC.resolve("fd"))) {
      page.gauge(
          "process_open_fds", "Files and sockets the exporter holds open.", (double) open.count());
    }
  }

  private static double kibibytes(String line) {
    return Long.parseLong(line.replaceAll("\\D", "")) * 1024.0;
  }
}
