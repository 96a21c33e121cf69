package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CpuCollectorTest {
  @TempDir Path folder;

  private static final String STAT =
      """
      cpu  10454 0 2845 255569 301 0 42 14 0 0
      cpu0 4866 100 1251 128495 22 0 11 2 250 0
      intr 255190 0 0
      ctxt 586148
      """;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var collector = new CpuCollector(() -> CpuCollector.parse(STAT));

    assertThat(Pages.text(collector)).isEqualTo(Pages.sample(CpuCollector.class));
  }

  @Test
  void parse_oldKernelWithoutStealAndGuest() throws Exception {
    var collector =
        new CpuCollector(() -> CpuCollector.parse("cpu 1 2 3 4\ncpu7 100 200 300 400\n"));

    assertThat(Pages.text(collector))
        .contains("{cpu=\"7\",mode=\"idle\"} 4.0")
        .doesNotContain("steal")
        .doesNotContain("iowait")
        .doesNotContain("guest");
  }

  @Test
  void parse_garbageNamesTheLine() {
    assertThatThrownBy(() -> CpuCollector.parse("cpu0 1 x 3\n"))
        .isInstanceOf(FailedReadingException.class)
        .hasMessage("/proc/stat: expected a number in line \"cpu0 1 x 3\"");
    assertThatThrownBy(() -> CpuCollector.parse("")).hasMessage("/proc/stat names no CPU");
  }

  @Test
  void counters_doNotFallALittle_butRestartWithTheCpu() throws Exception {
    Queue<String> texts =
        new ArrayDeque<>(
            List.of("cpu0 100 0 0 100000 500\n", "cpu0 150 0 0 99900 400\n", "cpu0 10 0 0 50 0\n"));
    var collector = new CpuCollector(() -> CpuCollector.parse(texts.remove()));

    Pages.text(collector);
    assertThat(Pages.text(collector))
        .contains("mode=\"idle\"} 1000.0", "mode=\"iowait\"} 5.0", "mode=\"user\"} 1.5");
    assertThat(Pages.text(collector))
        .contains("mode=\"idle\"} 0.5", "mode=\"iowait\"} 0.0", "mode=\"user\"} 0.1");
  }

  @Test
  void windows_hasNoNiceIowaitSteal() throws Exception {
    long[][] ticks = {{1000, 0, 2000, 90_000, 0, 30, 40, 0}, {1, 0, 2, 3, 0, 4, 5, 0}};
    var collector = new CpuCollector(() -> CpuCollector.fromTicks(Os.WINDOWS, ticks));

    assertThat(Pages.text(collector))
        .isEqualTo(
            """
            # HELP node_cpu_seconds_total CPU time spent in each mode.
            # TYPE node_cpu_seconds_total counter
            node_cpu_seconds_total{cpu="0",mode="idle"} 90.0
            node_cpu_seconds_total{cpu="0",mode="irq"} 0.03
            node_cpu_seconds_total{cpu="0",mode="softirq"} 0.04
            node_cpu_seconds_total{cpu="0",mode="system"} 2.0
            node_cpu_seconds_total{cpu="0",mode="user"} 1.0
            node_cpu_seconds_total{cpu="1",mode="idle"} 0.003
            node_cpu_seconds_total{cpu="1",mode="irq"} 0.004
            node_cpu_seconds_total{cpu="1",mode="softirq"} 0.005
            node_cpu_seconds_total{cpu="1",mode="system"} 0.002
            node_cpu_seconds_total{cpu="1",mode="user"} 0.001
            """);
  }

  @Test
  void macos_hasFourModes() throws Exception {
    long[][] ticks = {{1000, 5, 2000, 90_000, 0, 0, 0, 0}};
    var collector = new CpuCollector(() -> CpuCollector.fromTicks(Os.MACOS, ticks));

    assertThat(Pages.text(collector).lines().filter(line -> !line.startsWith("#")))
        .containsExactly(
            "node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"} 90.0",
            "node_cpu_seconds_total{cpu=\"0\",mode=\"nice\"} 0.005",
            "node_cpu_seconds_total{cpu=\"0\",mode=\"system\"} 2.0",
            "node_cpu_seconds_total{cpu=\"0\",mode=\"user\"} 1.0");
  }

  @Test
  void oshi_allZeroIsAFailure() {
    assertThatThrownBy(() -> CpuCollector.fromTicks(Os.WINDOWS, new long[2][8]))
        .isInstanceOf(FailedReadingException.class)
        .hasMessage("OSHI could not read the CPU times of this WINDOWS machine");
  }

  @Test
  void throttles_areShownOncePerCoreAndPackage() throws Exception {
    var tree =
        new Tree(folder)
            .with("stat", "cpu0 100 0 0 100\n")
            .with("devices/system/cpu/cpu0/topology/physical_package_id", "0")
            .with("devices/system/cpu/cpu0/topology/core_id", "4")
            .with("devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "5")
            .with("devices/system/cpu/cpu0/thermal_throttle/package_throttle_count", "30")
            .with("devices/system/cpu/cpu1/topology/physical_package_id", "0")
            .with("devices/system/cpu/cpu1/topology/core_id", "4")
            .with("devices/system/cpu/cpu1/thermal_throttle/core_throttle_count", "5")
            .with("devices/system/cpu/cpu1/thermal_throttle/package_throttle_count", "30")
            .with("devices/system/cpu/cpu2/topology/core_id", "7");

    assertThat(Pages.text(CpuCollector.of(tree.machine())).lines())
        .contains(
            "node_cpu_core_throttles_total{core=\"4\",package=\"0\"} 5.0",
            "node_cpu_package_throttles_total{package=\"0\"} 30.0")
        .noneMatch(line -> line.contains("cpu_info"));
  }

  @Test
  void info_isShownIfAskedFor() throws Exception {
    var tree =
        new Tree(folder)
            .with("stat", "cpu0 100 0 0 100\n")
            .with(
                "cpuinfo",
                """
                processor\t: 0
                vendor_id\t: GenuineIntel
                cpu family\t: 6
                model\t\t: 142
                model name\t: Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz
                stepping\t: 10
                microcode\t: 0xb4
                cache size\t: 8192 KB
                physical id\t: 0
                core id\t\t: 2
                flags\t\t:

                """);
    var settings = tree.machine().settings().withCpuInfo(true);
    var collector = CpuCollector.of(Pages.machine(Os.LINUX, settings));

    assertThat(Pages.text(collector))
        .contains(
            "node_cpu_info{cachesize=\"8192 KB\",core=\"2\",cpu=\"0\",family=\"6\",microcode=\"0xb4\","
                + "model=\"142\",model_name=\"Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz\",package=\"0\","
                + "stepping=\"10\",vendor=\"GenuineIntel\"} 1.0\n");
  }
}
