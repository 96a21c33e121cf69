package dev.muster.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** PCs that are made up, with values that come and go as those of real ones, and a past. */
final class GalleryClients implements AutoCloseable {
  private static final int CORES = 4;
  private static final double GIB = 1024.0 * 1024 * 1024;
  private static final int COARSE_STEP = 60;
  private static final int FINE_STEP = 4;
  private static final int FINE = 1000;

  private record Pc(String name, String group, HttpServer server, int number) {}

  /** A series: its labels in braces or "", and its value at a time in Unix seconds. */
  private record Line(String metric, String labels, double value) {}

  private final List<Pc> pcs = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  GalleryClients(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      var server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
      server.setExecutor(threads);
      var pc =
          new Pc("lab%d-%02d".formatted(i % 4 + 1, i / 4 + 1), "lab-" + (i % 4 + 1), server, i);
      server.createContext("/metrics", exchange -> answer(exchange, pc));
      if (i % 23 != 19) { // The others are off.
        server.start();
      }
      pcs.add(pc);
    }
  }

  /** A fleet file of them all. */
  String fleet(String interval) {
    var text =
        new StringBuilder(
            """
            <fleet>
              <scrape interval="%s" timeout="1s"/>
              <defaults mail="it@example.org">
                <alert type="memory" limit="92%%" for="5s"/>
                <alert type="disk" limit="90%%" clear="85%%"/>
                <alert type="cpu" limit="95%%" for="15m"/>
              </defaults>
            """
                .formatted(interval));
    for (int group = 1; group <= 4; group++) {
      text.append("  <group name=\"lab-%d\">\n".formatted(group));
      String name = "lab-" + group;
      pcs.stream()
          .filter(pc -> pc.group().equals(name))
          .forEach(pc ->
              text.append(
                  "    <client name=\"%s\" ip=\"127.0.0.1\" exporter-port=\"%d\" exporter-scheme=\"http\"/>\n"
                      .formatted(pc.name(), pc.server().getAddress().getPort())));
      text.append("  </group>\n");
    }
    return text.append("</fleet>\n").toString();
  }

  /** Writes what each did in the hour before, and one in many hours, as OpenMetrics. */
  void writeHistory(String longest, int hours, Path file) throws IOException {
    long end = Instant.now().getEpochSecond();
    var text = new StringBuilder();
    for (var pc : pcs) {
      long length = (pc.name().equals(longest) ? hours : 1) * 3600L;
      for (long at = end - length; at < end; at += at < end - FINE ? COARSE_STEP : FINE_STEP) {
        for (var line : lines(pc, (double) at)) {
          write(text, pc, line, at);
        }
      }
    }
    Files.writeString(file, text.append("# EOF\n"));
  }

  private static void write(StringBuilder text, Pc pc, Line line, long at) {
    String target =
        "job=\"node\",client=\"%s\",group=\"%s\",instance=\"127.0.0.1:%d\""
            .formatted(pc.name(), pc.group(), pc.server().getAddress().getPort());
    String labels = line.labels().isEmpty() ? target : target + "," + line.labels();
    text.append(
        String.format(Locale.ROOT, "%s{%s} %.3f %d\n", line.metric(), labels, line.value(), at));
  }

  private static void answer(HttpExchange exchange, Pc pc) throws IOException {
    try (exchange) {
      var page = new StringBuilder();
      for (var line : lines(pc, Instant.now().toEpochMilli() / 1000.0)) {
        String labels = line.labels().isEmpty() ? "" : "{" + line.labels() + "}";
        page.append(String.format(Locale.ROOT, "%s%s %.3f\n", line.metric(), labels, line.value()));
      }
      byte[] body = page.toString().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Between 0 and 1, from slow and fast waves. */
  private static double wave(double at, int seed) {
    return 0.5
        + 0.3 * Math.sin(at / 2900 + seed)
        + 0.14 * Math.sin(at / 173 + seed * 2.7)
        + 0.06 * Math.sin(at / 19 + seed * 5.3);
  }

  /** What {@link #wave} grew to since 1970. */
  private static double grown(double at, int seed) {
    return 0.5 * at
        - 0.3 * 2900 * Math.cos(at / 2900 + seed)
        - 0.14 * 173 * Math.cos(at / 173 + seed * 2.7)
        - 0.06 * 19 * Math.cos(at / 19 + seed * 5.3);
  }

  private static List<Line> lines(Pc pc, double at) {
    int seed = pc.number();
    var lines = new ArrayList<Line>();
    for (int core = 0; core < CORES; core++) {
      double busy = (0.15 + seed % 5 * 0.14) * grown(at, seed * 7 + core);
      String cpu = "cpu=\"" + core + "\",mode=";
      lines.add(new Line("node_cpu_seconds_total", cpu + "\"idle\"", at - busy));
      lines.add(new Line("node_cpu_seconds_total", cpu + "\"user\"", busy));
      lines.add(
          new Line(
              "node_cpu_scaling_frequency_hertz",
              "cpu=\"" + core + "\"",
              1.2e9 + 2.2e9 * wave(at, seed + core)));
    }
    for (int minutes : List.of(1, 5, 15)) {
      lines.add(
          new Line("node_load" + minutes, "", (0.4 + seed % 5) * wave(at - minutes * 30, seed)));
    }
    double memory = seed % 13 == 5 ? 0.95 : 0.3 + 0.05 * (seed % 9) + 0.1 * wave(at, seed + 3);
    lines.add(new Line("node_memory_MemTotal_bytes", "", 16 * GIB));
    lines.add(new Line("node_memory_MemAvailable_bytes", "", 16 * GIB * (1 - memory)));
    lines.add(new Line("node_memory_SwapTotal_bytes", "", 2 * GIB));
    lines.add(new Line("node_memory_SwapFree_bytes", "", 1.9 * GIB));
    drive(lines, "sda1", "/", 240, seed % 17 == 3 ? 0.93 : 0.3 + 0.06 * (seed % 8));
    drive(lines, "sda2", "/home", 900, 0.2 + 0.05 * (seed % 7));
    lines.add(
        new Line("node_network_receive_bytes_total", "device=\"eth0\"", 4e6 * grown(at, seed)));
    lines.add(
        new Line(
            "node_network_transmit_bytes_total", "device=\"eth0\"", 9e5 * grown(at, seed + 1)));
    lines.add(new Line("node_disk_read_bytes_total", "device=\"sda\"", 1e6 * grown(at, seed + 2)));
    lines.add(
        new Line("node_disk_written_bytes_total", "device=\"sda\"", 3e6 * grown(at, seed + 4)));
    lines.add(
        new Line(
            "node_hwmon_temp_celsius",
            "chip=\"coretemp\",sensor=\"temp1\"",
            38 + 24 * wave(at, seed)));
    lines.add(new Line("node_time_seconds", "", at));
    lines.add(new Line("node_boot_time_seconds", "", 1_793_000_000 + seed * 40_000.0));
    return lines;
  }

  private static void drive(
      List<Line> lines, String device, String mount, double gibibytes, double used) {
    String labels = "device=\"/dev/%s\",fstype=\"ext4\",mountpoint=\"%s\"".formatted(device, mount);
    lines.add(new Line("node_filesystem_size_bytes", labels, gibibytes * GIB));
    lines.add(new Line("node_filesystem_free_bytes", labels, gibibytes * GIB * (1 - used)));
    lines.add(new Line("node_filesystem_avail_bytes", labels, gibibytes * GIB * (1 - used)));
  }

  @Override
  public void close() {
    pcs.forEach(pc -> pc.server().stop(0));
    threads.close();
  }
}
