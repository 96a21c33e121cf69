package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.metrics.SampleValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;

/**
 * Three hours of three hosts, the same at every run: counters that begin anew, gauges, a histogram,
 * a series with gaps. Counters are far from 0 at first, since the peer's version extrapolates those
 * near it otherwise. No sample's time is a multiple of five seconds, so that no window of whole
 * five seconds ends on one.
 */
final class PeerSamples {
  /** Seconds. */
  static final long START = 1_760_400_000;

  static final long END = START + 3 * 3600;
  private static final int INTERVAL = 15;
  private static final int COUNT = (int) (END - START) / INTERVAL;

  private final Random random = new Random(42);
  private final MemoryReader reader = new MemoryReader();
  private final Map<String, List<String>> lines = new TreeMap<>();

  PeerSamples() {
    var hosts = List.of("a", "b", "c");
    for (int h = 0; h < hosts.size(); h++) {
      String host = hosts.get(h);
      double size = 1e9 * (h + 1);
      gauge("load", 0.9, i -> Math.exp(random.nextGaussian()), "host", host);
      gauge("memory_bytes", 1, i -> Math.rint(size + 1e8 * random.nextGaussian()), "host", host);
      gauge("up", 1, i -> i % 97 < 4 ? 0 : 1, "host", host, "job", h == 0 ? "server" : "node");
      String os = h == 1 ? "windows" : "linux";
      gauge("machine_info", 1, i -> 1, "host", host, "os", os, "version", "10." + h);
      cpu(host);
      histogram(host);
    }
    gauge("late", 0.98, i -> i < 200 || i % 120 < 50 ? Double.NaN : i * 7.25, "host", "a");
    gauge("unknown", 1, i -> i % 7 == 0 ? Double.NaN : i % 11 - 5, "host", "b");
  }

  private void cpu(String host) {
    for (String cpu : List.of("0", "1")) {
      for (String mode : List.of("idle", "user", "system")) {
        double pace = mode.equals("idle") ? 12 : 1.5;
        var labels = new String[] {"host", host, "cpu", cpu, "mode", mode};
        counter("cpu_seconds_total", labels, pace, host.equals("c") ? 250 : COUNT);
      }
    }
  }

  private void histogram(String host) {
    double sum = 1000;
    double[] counts = {5000, 6000, 7000, 8000, 9000, 9000};
    double[] bounds = {0.05, 0.1, 0.5, 1, 5, Double.POSITIVE_INFINITY};
    for (int i = 0; i < COUNT; i++) {
      for (int n = random.nextInt(20); n > 0; n--) {
        double took = Math.exp(random.nextGaussian() - 1);
        sum += took;
        for (int b = 0; b < bounds.length; b++) {
          counts[b] += took <= bounds[b] ? 1 : 0;
        }
      }
      for (int b = 0; b < bounds.length; b++) {
        String le = SampleValue.format(bounds[b]);
        add(labels("took_seconds_bucket", "host", host, "le", le), i, counts[b]);
      }
      add(labels("took_seconds_sum", "host", host), i, sum);
      add(labels("took_seconds_count", "host", host), i, counts[bounds.length - 1]);
    }
  }

  private void counter(String name, String[] labels, double pace, int resetAfter) {
    double value = 1000;
    for (int i = 0; i < COUNT; i++) {
      value = i % resetAfter == resetAfter - 1 ? 0 : value + pace * random.nextDouble();
      add(labels(name, labels), i, value);
    }
  }

  /** A gauge some of whose samples are missing; NaN is missing always. */
  private void gauge(String name, double present, IntToDoubleFunction values, String... labels) {
    for (int i = 0; i < COUNT; i++) {
      double value = values.applyAsDouble(i);
      if (random.nextDouble() < present && (!Double.isNaN(value) || name.equals("unknown"))) {
        add(labels(name, labels), i, value);
      }
    }
  }

  private static Labels labels(String name, String... labels) {
    return Labels.of(labels).toBuilder().set(Labels.NAME, name).build();
  }

  private void add(Labels labels, int index, double value) {
    long millis = (START + (long) index * INTERVAL) * 1000 + 1000 + random.nextInt(3000);
    reader.add(labels, millis, value);
    String text = labels.toString().replace(", ", ",");
    lines
        .computeIfAbsent(labels.metricName(), name -> new ArrayList<>())
        .add(
            "%s %s %d.%03d\n"
                .formatted(text, SampleValue.format(value), millis / 1000, millis % 1000));
  }

  MemoryReader reader() {
    return reader;
  }

  /** All of it as OpenMetrics. */
  String text() {
    var text = new StringBuilder();
    lines.forEach((name, samples) -> {
      text.append("# TYPE ").append(name).append(" unknown\n");
      samples.forEach(text::append);
    });
    return text.append("# EOF\n").toString();
  }
}
