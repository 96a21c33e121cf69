package dev.muster.exporter.collector;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our page beside that of Debian's {@code prometheus-node-exporter}, on this machine. */
final class NodeExporterPeerTest {
  private static final Path BINARY = Path.of("/usr/bin/prometheus-node-exporter");

  /** What node_exporter has of these collectors, if the machine does, and we do not. */
  private static final Map<String, String> LACKING =
      Map.of(
          "node_cpu_core_throttles_total", "in sysfs on real hardware only",
          "node_cpu_package_throttles_total", "in sysfs on real hardware only",
          "node_disk_ata_rotation_rate_rpm", "from udev's data, which is not read yet",
          "node_disk_ata_write_cache", "from udev's data, which is not read yet",
          "node_disk_ata_write_cache_enabled", "from udev's data, which is not read yet",
          "node_disk_device_mapper_info", "from udev's data, which is not read yet",
          "node_disk_filesystem_info", "from udev's data, which is not read yet",
          "node_disk_info", "from udev's data, which is not read yet",
          "node_network_receive_nohandler_total", "netlink alone tells it, /proc/net/dev does not");

  /** What newer versions of node_exporter have, if the machine does. */
  private static final Set<String> NEWER = Set.of("node_os_support_end_timestamp_seconds");

  /** Families whose values stand still long enough to be compared. */
  private static final Set<String> STABLE =
      Set.of(
          "node_memory_MemTotal_bytes",
          "node_memory_SwapTotal_bytes",
          "node_memory_HugePages_Total",
          "node_memory_Hugepagesize_bytes",
          "node_memory_VmallocTotal_bytes",
          "node_memory_CommitLimit_bytes",
          "node_filesystem_size_bytes",
          "node_filesystem_files",
          "node_filesystem_readonly",
          "node_filesystem_device_error",
          "node_boot_time_seconds",
          "node_time_zone_offset_seconds",
          "node_time_clocksource_available_info",
          "node_time_clocksource_current_info",
          "node_os_info",
          "node_os_version",
          "node_uname_info");

  @TempDir static Path folder;

  private static Map<String, Family> theirs = Map.of();
  private static Map<String, Family> ours = Map.of();

  private record Family(String type, Map<String, Double> values) {}

  @BeforeAll
  static void readBoth() throws Exception {
    assumeTrue(
        Files.isExecutable(BINARY),
        "skipped: there is no " + BINARY + "; apt-get install prometheus-node-exporter");
    CollectorSettings settings = CollectorSettings.defaults();
    List<Collector> collectors = dev.muster.exporter.collector.Collectors.all(settings);
    int port = freePort();
    Process process = start(port, settings, collectors);
    try {
      theirs = families(fetch(process, port));
      var page = new MetricPage();
      for (Collector collector : collectors) {
        collector.collect(page);
      }
      ours = families(Pages.text(page));
    } finally {
      process.destroy();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @AfterAll
  static void forget() {
    theirs = Map.of();
    ours = Map.of();
  }

  @Test
  void families_areTheSame_butThoseListed() {
    assertThat(theirs).containsKey("node_cpu_seconds_total");
    Set<String> lacking = new TreeSet<>(theirs.keySet());
    lacking.removeAll(ours.keySet());
    Set<String> more = new TreeSet<>(ours.keySet());
    more.removeAll(theirs.keySet());

    assertThat(LACKING.keySet()).containsAll(lacking);
    assertThat(NEWER).containsAll(more);
  }

  @Test
  void types_areTheSame() {
    shared()
        .forEach((name, family) ->
            assertThat(family.type()).as(name).isEqualTo(family(theirs, name).type()));
  }

  @Test
  void labels_areTheSame() {
    shared()
        .forEach((name, family) ->
            assertThat(family.values().keySet())
                .as(name)
                .isEqualTo(family(theirs, name).values().keySet()));
  }

  @Test
  void valuesThatStandStill_areTheSame() {
    assertThat(ours.keySet()).containsAll(STABLE);
    for (String name : STABLE) {
      assertThat(family(ours, name).values()).as(name).isEqualTo(family(theirs, name).values());
    }
  }

  @Test
  void valuesThatMove_areNear() {
    near("node_cpu_seconds_total", 10);
    near("node_disk_reads_completed_total", 5000);
    near("node_disk_write_time_seconds_total", 30);
    near("node_disk_io_time_seconds_total", 10);
    near("node_filesystem_avail_bytes", 2e9);
    near("node_filesystem_files_free", 50_000);
    near("node_forks_total", 2000);
    near("node_load1", 4);
    near("node_memory_MemFree_bytes", 2e9);
    near("node_network_receive_bytes_total", 50e6);
    near("node_time_seconds", 10);
  }

  private static void near(String name, double slack) {
    family(ours, name)
        .values()
        .forEach((labels, value) ->
            assertThat(value)
                .as(name + labels)
                .isCloseTo(family(theirs, name).values().get(labels), within(slack)));
  }

  private static Map<String, Family> shared() {
    Map<String, Family> shared = new TreeMap<>(ours);
    shared.keySet().retainAll(theirs.keySet());
    return shared;
  }

  private static Family family(Map<String, Family> page, String name) {
    return requireNonNull(page.get(name), name);
  }

  private static Process start(int port, CollectorSettings settings, List<Collector> collectors)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(BINARY.toString());
    command.add("--web.listen-address=127.0.0.1:" + port);
    command.add("--collector.disable-defaults");
    command.add("--web.disable-exporter-metrics");
    command.add("--collector.filesystem.mount-points-exclude=" + settings.mountPoints().regex());
    command.add("--collector.filesystem.fs-types-exclude=" + settings.fsTypes().regex());
    command.add("--collector.diskstats.device-exclude=" + settings.disks().regex());
    command.add("--collector.netdev.device-exclude=" + settings.networks().regex());
    collectors.forEach(collector -> command.add("--collector." + collector.name()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("node-exporter.log").toFile())
        .start();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String fetch(Process process, int port) throws Exception {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"));
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (true) {
        try {
          var response = client.send(request.build(), BodyHandlers.ofString());
          assertThat(response.statusCode()).isEqualTo(200);
          return response.body();
        } catch (IOException e) {
          String log = Files.readString(folder.resolve("node-exporter.log"));
          assertThat(process.isAlive()).as(log).isTrue();
          assertThat(Instant.now()).as(log).isBefore(deadline);
          Thread.sleep(20);
        }
      }
    }
  }

  /** Families of collectors by name; the values by their labels, in the order of their names. */
  private static Map<String, Family> families(String page) {
    Map<String, Family> families = new TreeMap<>();
    String name = "";
    for (String line : page.lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        int space = line.lastIndexOf(' ');
        name = line.substring("# TYPE ".length(), space);
        families.put(name, new Family(line.substring(space + 1), new TreeMap<>()));
      } else if (!line.startsWith("#")) {
        int space = line.lastIndexOf(' ');
        family(families, name)
            .values()
            .put(line.substring(name.length(), space), Double.valueOf(line.substring(space + 1)));
      }
    }
    return families.entrySet().stream()
        .filter(e -> !e.getKey().matches("node_scrape_.*|node_exporter_.*|promhttp_.*"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
