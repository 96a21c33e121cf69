package dev.muster.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.exporter.SelfMetrics.LinuxProcess;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SelfMetricsTest {
  private static final Path OPEN = Path.of("/proc/self/fd");

  @TempDir Path folder;

  @Test
  void process_nameWithParentheses() {
    String rest = "S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 21 0 99 1048576 10 18 1";
    assertThat(LinuxProcess.parse("7 (a) b) " + rest).cpuSeconds()).isEqualTo(2.0);
    assertThat(LinuxProcess.parse("7 (a) b) " + rest).virtualBytes()).isEqualTo(1048576);
    assertThat(LinuxProcess.parse("7 (a) b) " + rest).residentBytes()).isPositive();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void openFiles_countsThoseOpenNow() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    long before = SelfMetrics.openFiles(OPEN);
    List<InputStream> held = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      held.add(Files.newInputStream(file));
    }
    // Others in this JVM may open and close a few meanwhile.
    assertThat(SelfMetrics.openFiles(OPEN)).isBetween(before + 100, before + 300);
    for (InputStream each : held) {
      each.close();
    }
  }
}
