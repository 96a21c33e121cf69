package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CpufreqCollectorTest {
  @TempDir Path folder;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var tree =
        new Tree(folder)
            .with("devices/system/cpu/cpu0/cpufreq/cpuinfo_cur_freq", "1699981")
            .with("devices/system/cpu/cpu0/cpufreq/cpuinfo_min_freq", "800000")
            .with("devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq", "3700000")
            .with("devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "1700000")
            .with("devices/system/cpu/cpu0/cpufreq/scaling_min_freq", "900000")
            .with("devices/system/cpu/cpu0/cpufreq/scaling_max_freq", "3600000")
            .with("devices/system/cpu/cpuidle/current_driver", "none");

    assertThat(Pages.text(CpufreqCollector.of(tree.machine())))
        .isEqualTo(Pages.sample(CpufreqCollector.class));
  }

  @Test
  void machineWithoutFrequencies_hasNothingToRead() throws Exception {
    var tree = new Tree(folder).with("devices/system/cpu/cpu0/topology/core_id", "0");

    assertThatThrownBy(() -> Pages.text(CpufreqCollector.of(tree.machine())))
        .isInstanceOf(NoDataException.class);
  }

  @Test
  void windows_tellsRatesThatAreKnown() throws Exception {
    long[] current = {1_700_000_000L, 0};
    var collector = new CpufreqCollector(() -> CpufreqCollector.convert(current, 3_700_000_000L));

    assertThat(Pages.text(collector).lines().filter(line -> !line.startsWith("#")))
        .containsExactly(
            "node_cpu_frequency_max_hertz{cpu=\"0\"} 3.7E9",
            "node_cpu_frequency_max_hertz{cpu=\"1\"} 3.7E9",
            "node_cpu_scaling_frequency_hertz{cpu=\"0\"} 1.7E9",
            "node_cpu_scaling_frequency_max_hertz{cpu=\"0\"} 3.7E9",
            "node_cpu_scaling_frequency_max_hertz{cpu=\"1\"} 3.7E9");
  }

  @Test
  void oshi_unknownRatesAreNothingToRead() {
    var collector = new CpufreqCollector(() -> CpufreqCollector.convert(new long[2], -1));

    assertThatThrownBy(() -> Pages.text(collector)).isInstanceOf(NoDataException.class);
  }
}
