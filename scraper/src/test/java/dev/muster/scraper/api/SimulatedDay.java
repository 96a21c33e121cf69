package dev.muster.scraper.api;

import dev.muster.archive.Archive;
import dev.muster.archive.SampleBatch;
import dev.muster.archive.SeriesSet;
import dev.muster.metrics.Labels;
import dev.muster.metrics.SampleValue;
import dev.muster.metrics.Series;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** A day of a fleet at 15 s: what a node dashboard asks for, the same at every run. */
final class SimulatedDay {
  /** Unix milliseconds; a multiple of many days. */
  static final long START = 1_760_400_000_000L;

  static final long INTERVAL = 15_000;
  static final int SAMPLES = 24 * 3600 / 15;
  private static final int CPUS = 2;

  private final Random random = new Random(42);
  private final List<Series> series = new ArrayList<>();

  SimulatedDay(int hosts) {
    for (int host = 0; host < hosts; host++) {
      addHost("pc-%03d".formatted(host));
    }
    series.sort(Comparator.comparing(one -> one.labels().metricName()));
  }

  private void addHost(String host) {
    var times = new long[SAMPLES];
    int offset = random.nextInt((int) INTERVAL);
    Arrays.setAll(times, i -> START + i * INTERVAL + offset);
    for (int cpu = 0; cpu < CPUS; cpu++) {
      for (String mode : List.of("idle", "iowait", "system", "user")) {
        double pace = mode.equals("idle") ? 12 : 1;
        add(host, times, counter(pace), "node_cpu_seconds_total", "cpu", "" + cpu, "mode", mode);
      }
    }
    add(host, times, counter(1e6), "node_network_receive_bytes_total", "device", "eth0");
    add(host, times, counter(1e5), "node_network_transmit_bytes_total", "device", "eth0");
    add(host, times, gauge(0, 16e9), "node_memory_MemTotal_bytes");
    add(host, times, gauge(1e8, 8e9), "node_memory_MemAvailable_bytes");
    add(host, times, gauge(0.1, 1), "node_load1");
    add(host, times, gauge(1e6, 1e11), "node_filesystem_avail_bytes", "mountpoint", "/");
    add(host, times, gauge(0, 5e11), "node_filesystem_size_bytes", "mountpoint", "/");
    add(host, times, gauge(0, 1), "up");
  }

  private void add(String host, long[] times, double[] values, String name, String... labels) {
    var all =
        Labels.of(labels).toBuilder()
            .set(Labels.NAME, name)
            .set("job", "node")
            .set("instance", host + ":10100")
            .set("client", host)
            .build();
    series.add(new Series(all, times, values, values.length));
  }

  private double[] counter(double pace) {
    var values = new double[SAMPLES];
    double value = pace * random.nextInt(1_000_000);
    for (int i = 0; i < SAMPLES; i++) {
      value += Math.rint(pace * random.nextDouble() * 100) / 100;
      values[i] = value;
    }
    return values;
  }

  private double[] gauge(double swing, double mean) {
    var values = new double[SAMPLES];
    Arrays.setAll(values, i -> Math.rint((mean + swing * random.nextGaussian()) * 100) / 100);
    return values;
  }

  int size() {
    return series.size();
  }

  /** Writes all of it as OpenMetrics. */
  void write(Path file) throws IOException {
    try (var text = Files.newBufferedWriter(file)) {
      String last = "";
      for (var one : series) {
        String name = one.labels().metricName();
        if (!name.equals(last)) {
          text.write("# TYPE " + name + " unknown\n");
          last = name;
        }
        write(one, text);
      }
      text.write("# EOF\n");
    }
  }

  private static void write(Series one, BufferedWriter text) throws IOException {
    String labels = one.labels().toString().replace(", ", ",");
    for (int i = 0; i < one.size(); i++) {
      long time = one.timesMillis()[i];
      String value = SampleValue.format(one.values()[i]);
      text.write(labels + " " + value + " " + time / 1000 + ".");
      text.write(Long.toString(1000 + time % 1000), 1, 3);
      text.write('\n');
    }
  }

  /**
   * Appends all of it scrape by scrape, those of a moment at once.
   *
   * @param clock is told the time of each round, in Unix milliseconds
   */
  void fill(Archive archive, LongConsumer clock) {
    record Host(String name, List<Series> series, SeriesSet set) {}
    var hosts = new ArrayList<Host>();
    series.stream()
        .collect(
            Collectors.groupingBy(
                one -> one.labels().get("client"), TreeMap::new, Collectors.toList()))
        .forEach((name, of) ->
            hosts.add(new Host(name, of, new SeriesSet(of.stream().map(Series::labels).toList()))));
    for (int i = 0; i < SAMPLES; i++) {
      int at = i;
      clock.accept(START + (i + 1) * INTERVAL);
      var waiting = new ArrayList<CompletableFuture<Void>>();
      for (var host : hosts) {
        double[] values = host.series().stream().mapToDouble(one -> one.values()[at]).toArray();
        long time = host.series().getFirst().timesMillis()[at];
        waiting.add(archive.append(new SampleBatch(host.name(), time, host.set(), values, null)));
      }
      waiting.forEach(CompletableFuture::join);
    }
  }
}
