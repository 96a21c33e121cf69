package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessesCollectorTest {
  private static final String REST = " 0 0 0 0 -1 0 0 0 0 0 0 0 0 0 20 0 ";

  @TempDir Path folder;

  private static String stat(String pid, String state, int threads) {
    return pid + " (a ) b) " + state + REST + threads + " 0 16";
  }

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var tree =
        new Tree(folder)
            .with("1/stat", stat("1", "S", 1), "2/stat", stat("2", "R", 1))
            .with("33/stat", stat("33", "S", 3), "33/task/33/stat", stat("33", "S", 3))
            .with("33/task/34/stat", stat("34", "S", 3), "33/task/35/stat", stat("35", "D", 3))
            .with("44/comm", "ended", "self/stat", stat("33", "S", 3))
            .with("sys/kernel/pid_max", "32768", "sys/kernel/threads-max", "63253");

    var collector = ProcessesCollector.of(tree.machine());

    assertThat(collector.enabledByDefault()).isFalse();
    assertThat(Pages.text(collector)).isEqualTo(Pages.sample(ProcessesCollector.class));
  }

  @Test
  void parse_garbageIsExplained() {
    assertThatThrownBy(() -> LinuxProcesses.Stat.parse("1 x"))
        .hasMessage("/proc/PID/stat: expected a command in parentheses in \"1 x\"");
  }

  @Test
  void oshi_tellsNumbersAlone() throws Exception {
    var collector = new ProcessesCollector(() -> ProcessesCollector.convert(200, 3000));

    assertThat(Pages.text(collector).lines().filter(line -> !line.startsWith("#")))
        .containsExactly("node_processes_pids 200.0", "node_processes_threads 3000.0");
    assertThatThrownBy(() -> ProcessesCollector.convert(0, 0))
        .isInstanceOf(FailedReadingException.class);
  }
}
