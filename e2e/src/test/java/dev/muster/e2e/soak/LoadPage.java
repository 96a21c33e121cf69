package dev.muster.e2e.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The page of one simulated PC, {@value #SERIES} series as a Linux PC's exporter has them: counters
 * that go on at the pace of its own, gauges that drift, much that never changes, and containers of
 * which one is replaced each {@code churnMillis}. {@code soak_pages} counts the pages, whatever
 * restarts, so that one that is missing in the archive is seen.
 */
final class LoadPage {
  static final int SERIES = 300;
  static final String PAGES = "soak_pages";

  private static final int CONTAINERS = 10;
  private static final String[] MODES = {
    "idle", "iowait", "irq", "nice", "softirq", "steal", "system", "user"
  };
  private static final long TOTAL_MEMORY = 16_000_000_000L;
  private static final long DISK = 100_000_000_000L;

  private enum Kind {
    FIXED,
    COUNTER,
    GAUGE
  }

  /** A pace is what a counter gains each second, and the middle of a gauge. */
  private record Line(String head, Kind kind, double pace) {}

  private final int client;
  private final long churnMillis;
  private final Random random;
  private final List<Line> lines = new ArrayList<>();
  private final double[] values;
  private String family = "";
  private long startedMillis;
  private long lastMillis;
  private long pages;
  private String crossed = "";

  LoadPage(int client, long churnMillis, long nowMillis) {
    this.client = client;
    this.churnMillis = churnMillis;
    this.random = new Random(client);
    addProcessors();
    addDevices();
    addUnits();
    int own = 12 + 3 * CONTAINERS;
    for (int i = 0; lines.size() + own < SERIES; i++) {
      add("node_vmstat_" + i, "untyped", "", Kind.FIXED, random.nextInt(100_000));
    }
    this.values = new double[lines.size()];
    restart(nowMillis);
  }

  private void addProcessors() {
    for (int cpu = 0; cpu < 8; cpu++) {
      for (String mode : MODES) {
        double pace = mode.equals("idle") ? 0.8 : 0.03;
        var labels = "{cpu=\"" + cpu + "\",mode=\"" + mode + "\"}";
        add("node_cpu_seconds_total", "counter", labels, Kind.COUNTER, pace);
      }
    }
    for (String load : List.of("node_load1", "node_load5", "node_load15")) {
      add(load, "gauge", "", Kind.GAUGE, 1.5);
    }
  }

  private void addDevices() {
    for (String what : List.of("receive_bytes", "transmit_bytes", "receive_packets", "errs")) {
      for (String device : List.of("enp3s0", "enp4s0", "wlp5s0", "lo")) {
        double pace = what.equals("errs") ? 0 : 20_000;
        var labels = "{device=\"" + device + "\"}";
        add("node_network_" + what + "_total", "counter", labels, Kind.COUNTER, pace);
      }
    }
    for (String what : List.of("read_bytes", "written_bytes", "reads_completed", "io_time")) {
      for (String device : List.of("nvme0n1", "sda", "sdb", "sdc")) {
        double pace = device.equals("sdc") ? 0 : 5_000;
        var labels = "{device=\"" + device + "\"}";
        add("node_disk_" + what + "_total", "counter", labels, Kind.COUNTER, pace);
      }
    }
    for (String what : List.of("MemFree", "Cached", "Buffers", "Active", "Inactive")) {
      add("node_memory_" + what + "_bytes", "gauge", "", Kind.GAUGE, 2e9);
    }
  }

  private void addUnits() {
    for (int unit = 0; unit < 20; unit++) {
      for (String state : List.of("active", "activating", "deactivating", "failed", "inactive")) {
        add(
            "node_systemd_unit_state",
            "gauge",
            "{name=\"service-" + unit + ".service\",state=\"" + state + "\"}",
            Kind.FIXED,
            state.equals("active") ? 1 : 0);
      }
    }
  }

  private void add(String name, String type, String labels, Kind kind, double pace) {
    var head = name.equals(family) ? "" : "# HELP " + name + " Simulated.\n# TYPE " + name + " ";
    lines.add(new Line((head.isEmpty() ? "" : head + type + "\n") + name + labels, kind, pace));
    family = name;
  }

  /** Begins anew, as a PC that was switched off and on: counters from 0. */
  synchronized void restart(long nowMillis) {
    startedMillis = nowMillis;
    lastMillis = nowMillis;
    for (int i = 0; i < values.length; i++) {
      var line = lines.get(i);
      values[i] = line.kind() == Kind.COUNTER ? 0 : line.pace();
    }
  }

  /** On the bad side of the limit of this type from now on; "" for none. */
  synchronized void cross(String type) {
    crossed = type;
  }

  /** How many pages there were. */
  synchronized long pages() {
    return pages;
  }

  /** The next page, packed. */
  synchronized byte[] next(long nowMillis) throws IOException {
    pages++;
    var text = new StringBuilder(SERIES * 90);
    double seconds = Math.max(0, nowMillis - lastMillis) / 1000.0;
    lastMillis = nowMillis;
    own(text, nowMillis);
    for (int i = 0; i < values.length; i++) {
      var line = lines.get(i);
      switch (line.kind()) {
        case FIXED -> {}
        case COUNTER -> values[i] += line.pace() * seconds * (0.5 + random.nextDouble());
        case GAUGE -> values[i] += (line.pace() - values[i]) / 10 + line.pace() * step();
      }
      sample(text, line.head(), values[i]);
    }
    containers(text, nowMillis);
    return packed(text);
  }

  /** A third of the gauges stay as they are. */
  private double step() {
    return random.nextInt(3) == 0 ? 0 : (random.nextDouble() - 0.5) / 20;
  }

  private void own(StringBuilder text, long nowMillis) {
    text.append("node_exporter_build_info{tags=\"muster\",version=\"0\"} 1\n");
    sample(text, PAGES, (double) pages);
    sample(text, "node_time_seconds", nowMillis / 1000.0);
    sample(text, "node_boot_time_seconds", startedMillis / 1000.0);
    sample(text, "process_start_time_seconds", startedMillis / 1000.0);
    sample(text, "node_memory_MemTotal_bytes", TOTAL_MEMORY);
    double left = crossed.equals("memory") ? 0.03 : 0.5;
    sample(text, "node_memory_MemAvailable_bytes", left * TOTAL_MEMORY * (1 + step()));
    text.append("# TYPE node_filesystem_size_bytes gauge\n");
    double room = crossed.equals("disk") ? 0.02 : 0.4;
    drive(text, "size", DISK);
    drive(text, "free", room * DISK);
    drive(text, "avail", room * DISK);
    sample(text, "node_memory_SwapTotal_bytes", 0);
    sample(text, "node_memory_SwapFree_bytes", 0);
  }

  private static void drive(StringBuilder text, String what, double bytes) {
    String labels = "{device=\"/dev/nvme0n1p2\",fstype=\"ext4\",mountpoint=\"/\"}";
    sample(text, "node_filesystem_" + what + "_bytes" + labels, bytes);
  }

  private void containers(StringBuilder text, long nowMillis) {
    for (String what : List.of("cpu_seconds_total", "memory_bytes", "network_bytes_total")) {
      for (int slot = 0; slot < CONTAINERS; slot++) {
        long turn = nowMillis / churnMillis + slot + client;
        long life = turn / CONTAINERS;
        double age = nowMillis % churnMillis + churnMillis * (double) (turn % CONTAINERS);
        long id = (client * 100L + slot) * 1_000_003L + life;
        text.append("container_").append(what).append("{id=\"");
        text.append(Long.toHexString(id)).append("\",image=\"worker:").append(slot);
        sample(text, "\"}", what.equals("memory_bytes") ? 3e8 * (1 + step()) : age / 1000);
      }
    }
  }

  /** Whole numbers from 1,000 on, hundredths below. */
  private static void sample(StringBuilder text, String head, double value) {
    text.append(head).append(' ');
    long hundredths = Math.round(value * 100);
    if (Math.abs(hundredths) >= 100_000 || hundredths % 100 == 0) {
      text.append(Math.round(value));
    } else {
      text.append(hundredths / 100)
          .append('.')
          .append(hundredths / 10 % 10)
          .append(hundredths % 10);
    }
    text.append('\n');
  }

  private static byte[] packed(StringBuilder text) throws IOException {
    var out = new ByteArrayOutputStream(8192);
    try (var gzip = new QuickGzip(out)) {
      gzip.write(text.toString().getBytes(UTF_8));
    }
    return out.toByteArray();
  }

  /** Packs for little of the processor, which the server under test needs. */
  private static final class QuickGzip extends GZIPOutputStream {
    QuickGzip(OutputStream out) throws IOException {
      super(out, 8192);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
