package dev.muster.scraper.api;

import dev.muster.metrics.Labels;
import dev.muster.metrics.SampleValue;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.SeriesReader;
import dev.muster.metrics.TooManySamplesException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** A day of a fleet at 15 s, in arrays: what a node dashboard asks for, the same at every run. */
final class SimulatedDay implements SeriesReader {
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

  @Override
  public List<Series> select(Selection selection) {
    var found = new ArrayList<Series>();
    long samples = 0;
    for (var one : series) {
      if (selection.matchers().stream().allMatch(matcher -> matcher.matches(one.labels()))) {
        var part = part(one, selection);
        samples += part.size();
        if (samples > selection.maxSamples()) {
          throw new TooManySamplesException(selection.maxSamples());
        }
        if (part.size() > 0) {
          found.add(part);
        }
      }
    }
    return found;
  }

  private static Series part(Series one, Selection selection) {
    int from = place(one.timesMillis(), selection.fromMillis());
    int to = place(one.timesMillis(), selection.toMillis() + 1);
    if (from == 0 && to == one.size()) {
      return one;
    }
    return new Series(
        one.labels(),
        Arrays.copyOfRange(one.timesMillis(), from, to),
        Arrays.copyOfRange(one.values(), from, to),
        to - from);
  }

  private static int place(long[] times, long time) {
    int found = Arrays.binarySearch(times, time);
    return found < 0 ? -found - 1 : found;
  }
}
