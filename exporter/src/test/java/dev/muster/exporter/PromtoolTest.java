package dev.muster.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.CollectorSettings;
import dev.muster.exporter.collector.Collectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole page of this machine, as the real promtool sees it. */
class PromtoolTest {
  @TempDir Path folder;

  @Test
  void page_passesCheckMetrics() throws Exception {
    Optional<Path> promtool = promtool();
    assumeTrue(promtool.isPresent(), "promtool is not installed (Debian: prometheus)");
    Path page = folder.resolve("page");
    var machine = Collectors.all(CollectorSettings.defaults());
    try (Exporter exporter =
        Exporter.start(Exporter.settings(folder), machine.toArray(Collector[]::new))) {
      Files.writeString(page, exporter.get("/metrics").body());
    }

    Process check =
        new ProcessBuilder(promtool.orElseThrow().toString(), "check", "metrics")
            .redirectInput(page.toFile())
            .redirectErrorStream(true)
            .start();
    List<String> complaints = check.inputReader().readAllLines();

    assertThat(check.waitFor()).isIn(0, 3);
    assertThat(Files.readString(page)).contains("node_cpu_seconds_total{");
    assertThat(complaints)
        .allMatch(line ->
            (line.matches("node_(memory|netstat)_.*") && line.contains("camelCase"))
                || (line.startsWith("node_entropy_") && line.contains("\"bits\"")));
  }

  private static Optional<Path> promtool() {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder, "promtool"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
