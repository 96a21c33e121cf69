package dev.muster.archive;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prints how many bytes a sample takes and how fast columns are written and read. Not a test: run
 * by hand. With a folder, it also writes the samples there as OpenMetrics text for other databases.
 */
final class ColumnFigures {
  private static final int HOSTS = 4;
  static final int SERIES = 300;
  private static final int SCRAPES = 5760;
  private static final int WINDOW = 240;
  private static final int ROUNDS = 12;
  private static final long START = Instant.parse("2026-11-20T00:00:00Z").getEpochSecond();

  private ColumnFigures() {}

  public static void main(String[] arguments) throws IOException {
    for (var data : data().entrySet()) {
      measure(data.getKey(), data.getValue());
      if (arguments.length > 0) {
        write(Path.of(arguments[0], data.getKey() + ".om"), data.getValue());
      }
    }
    measureHeadRows(HostMix.host(100, SCRAPES));
  }

  /** Rows of one host, a key at the start of each window. */
  private static void measureHeadRows(List<double[]> host) {
    var writer = new HeadRowCodec(host.size());
    var out = new ByteSink(1 << 20);
    var scrape = new double[host.size()];
    long nanos = 0;
    for (int at = 0; at < SCRAPES; at++) {
      for (int i = 0; i < scrape.length; i++) {
        scrape[i] = host.get(i)[at];
      }
      if (at % WINDOW == 0) {
        writer.restart();
      }
      long begun = cpuTime();
      writer.encode(scrape, out);
      nanos += cpuTime() - begun;
    }
    double samples = (double) SCRAPES * scrape.length;
    System.out.printf(
        "%-10s %.4f B/sample, encode %.1f M/s%n",
        "head rows", out.size() / samples, samples / nanos * 1e3);
  }

  static Map<String, List<double[]>> data() {
    var mix = new ArrayList<double[]>();
    for (int host = 0; host < HOSTS; host++) {
      mix.addAll(HostMix.host(100 + host, SCRAPES));
    }
    var data = new LinkedHashMap<String, List<double[]>>();
    data.put("mix", mix);
    data.put("gauges", HostMix.noisyGauges(SERIES, SCRAPES));
    data.put("counters", HostMix.counters(SERIES, SCRAPES));
    data.put("constants", HostMix.constants(SERIES, SCRAPES));
    return data;
  }

  private static void measure(String name, List<double[]> series) {
    var out = new ByteSink(1 << 20);
    long encode = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      out.truncate(0);
      long begun = cpuTime();
      for (double[] values : series) {
        for (int from = 0; from < SCRAPES; from += WINDOW) {
          ColumnCodec.encode(values, from, WINDOW, out);
        }
      }
      encode = Math.min(encode, cpuTime() - begun);
    }
    byte[] blob = out.toBytes();
    var back = new double[SCRAPES];
    long decode = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long begun = cpuTime();
      int at = 0;
      for (double[] values : series) {
        for (int from = 0; from < SCRAPES; from += WINDOW) {
          at = ColumnCodec.decode(blob, at, blob.length - at, back, from, WINDOW);
        }
        if (round == 0) {
          check(values, back);
        }
      }
      decode = Math.min(decode, cpuTime() - begun);
    }
    double samples = (double) series.size() * SCRAPES;
    System.out.printf(
        "%-10s %.4f B/sample, %.0f %% changed, encode %.1f M/s, decode %.1f M/s%n",
        name,
        blob.length / samples,
        100 * changed(series),
        samples / encode * 1e3,
        samples / decode * 1e3);
  }

  /** Of this thread alone, for the machine may be shared. */
  private static long cpuTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void check(double[] values, double[] back) {
    for (int i = 0; i < SCRAPES; i++) {
      if (Double.doubleToRawLongBits(values[i]) != Double.doubleToRawLongBits(back[i])) {
        throw new IllegalStateException("value " + i + " came back as " + back[i]);
      }
    }
  }

  private static double changed(List<double[]> series) {
    long changed = 0;
    for (double[] values : series) {
      for (int i = 1; i < SCRAPES; i++) {
        changed += values[i] == values[i - 1] ? 0 : 1;
      }
    }
    return changed / (double) ((long) series.size() * (SCRAPES - 1));
  }

  private static void write(Path file, List<double[]> series) throws IOException {
    try (var text = new PrintWriter(Files.newBufferedWriter(file))) {
      for (int metric = 0; metric < SERIES; metric++) {
        for (int i = metric; i < series.size(); i += SERIES) {
          String key =
              "node_%d{device=\"d%d\",instance=\"pc%d:9100\",job=\"node\"} "
                  .formatted(metric, metric % 7, i / SERIES);
          double[] values = series.get(i);
          for (int at = 0; at < SCRAPES; at++) {
            text.append(key).append(Double.toString(values[at])).append(' ');
            text.println(START + 15L * at);
          }
        }
      }
      text.println("# EOF");
    }
  }
}
