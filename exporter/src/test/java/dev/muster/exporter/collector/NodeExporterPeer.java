package dev.muster.exporter.collector;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Debian's {@code prometheus-node-exporter}, run once for one page, and ours for comparison. */
final class NodeExporterPeer {
  private static final Path BINARY = Path.of("/usr/bin/prometheus-node-exporter");

  /** One family's type and its values by their labels, as they stand on the page. */
  record Family(String type, Map<String, Double> values) {}

  private NodeExporterPeer() {}

  /** Its page with these flags alone. */
  static Map<String, Family> page(Path folder, List<String> flags) throws Exception {
    return page(folder, flags, Map.of());
  }

  /** Its page with these flags alone, in an environment that has these variables besides. */
  static Map<String, Family> page(Path folder, List<String> flags, Map<String, String> environment)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add("--collector.disable-defaults");
    command.add("--web.disable-exporter-metrics");
    command.addAll(flags);
    return families(text(folder, command, environment));
  }

  /** Its page as text, with no flags but these; the test is skipped where there is none. */
  static String text(Path folder, List<String> flags, Map<String, String> environment)
      throws Exception {
    assumeTrue(
        Files.isExecutable(BINARY),
        "skipped: there is no " + BINARY + "; apt-get install prometheus-node-exporter");
    Path log = folder.resolve("node-exporter.log");
    int port = freePort();
    Process process = start(port, flags, environment, log);
    try {
      return fetch(process, port, log);
    } finally {
      process.destroy();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Ours; a collector with nothing to read adds nothing. */
  static Map<String, Family> ours(List<Collector> collectors) throws Exception {
    var page = new MetricPage();
    for (Collector collector : collectors) {
      try {
        collector.collect(page);
      } catch (NoDataException nothing) {
        // This machine has none of it.
      }
    }
    return families(Pages.text(page));
  }

  static Family family(Map<String, Family> page, String name) {
    return requireNonNull(page.get(name), name);
  }

  private static Process start(
      int port, List<String> flags, Map<String, String> environment, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(BINARY.toString());
    command.add("--web.listen-address=127.0.0.1:" + port);
    command.addAll(flags);
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String fetch(Process process, int port, Path logFile) throws Exception {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"));
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (true) {
        try {
          var response = client.send(request.build(), BodyHandlers.ofString());
          assertThat(response.statusCode()).isEqualTo(200);
          return response.body();
        } catch (IOException e) {
          String log = Files.readString(logFile);
          assertThat(process.isAlive()).as(log).isTrue();
          assertThat(Instant.now()).as(log).isBefore(deadline);
          Thread.sleep(20);
        }
      }
    }
  }

  /** Families of collectors by name; the values by their labels, in the order of their names. */
  static Map<String, Family> families(String page) {
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
