package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.exporter.collector.TopProcessesCollector.Usage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TopProcessesCollectorTest {
  private static final String STAT =
      "%d (%s) S 1 2 2 0 -1 %d 1 2 3 4 150 50 7 8 20 0 1 0 900 1000000 %d 18446744073709551615";

  @TempDir Path folder;

  private static Usage process(long id, String program, double cpu) {
    return new Usage(id, 1, program, cpu, 0);
  }

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var collector =
        new TopProcessesCollector(
            () ->
                List.of(
                    new Usage(1, 0, "java", 90, 4000),
                    new Usage(2, 0, "java", 0.5, 1000),
                    new Usage(3, 0, "postgres", 7, 900),
                    new Usage(4, 0, "firefox", 2, 9000),
                    new Usage(5, 0, "other", 1, 500)),
            2);

    assertThat(Pages.text(collector)).isEqualTo(Pages.sample(TopProcessesCollector.class));
  }

  @Test
  void times_onlyGrow_whatEndsAndBegins() {
    var times = new ProgramTimes(1);
    times.take(List.of(process(1, "a", 100), process(2, "b", 1)));
    assertThat(times.totals()).isEqualTo(Map.of("a", 100.0, "other", 1.0));

    times.take(List.of(process(1, "a", 103), process(3, "a", 2), process(2, "b", 2)));
    assertThat(times.totals()).isEqualTo(Map.of("a", 105.0, "other", 2.0));

    times.take(List.of(process(3, "a", 2), new Usage(2, 5, "b", 4, 0)));
    assertThat(times.totals()).isEqualTo(Map.of("a", 105.0, "other", 6.0));
  }

  @Test
  void named_areThoseThatUsedMostOfLate() {
    var times = new ProgramTimes(1);
    times.take(List.of(process(1, "old", 100), process(2, "busy", 1)));
    times.take(List.of(process(1, "old", 100), process(2, "busy", 41)));
    assertThat(times.totals()).isEqualTo(Map.of("old", 100.0, "other", 41.0));

    times.take(List.of(process(1, "old", 100), process(2, "busy", 81)));
    assertThat(times.totals()).isEqualTo(Map.of("busy", 40.0, "other", 41.0));
  }

  @Test
  void linux_takesTheKernelsThreadsTogether() throws Exception {
    var machine =
        new Tree(folder)
            .with("7/stat", STAT.formatted(7, "my (odd) prog", 4194304, 3))
            .with("8/stat", STAT.formatted(8, "kworker/0:1", 2097152, 0))
            .with("9/status", "x", "uptime", "1 2")
            .machine();

    assertThat(new LinuxProgramProcesses(machine).read())
        .containsExactlyInAnyOrder(
            new Usage(7, 900, "my (odd) prog", 2, 3.0 * PageSize.BYTES),
            new Usage(8, 900, "kernel", 2, 0));
  }

  @Test
  void linux_garbageIsNamed() {
    assertThatThrownBy(() -> LinuxProgramProcesses.parse("7 prog S"))
        .hasMessage("/proc/PID/stat: expected a program in parentheses in \"7 prog S\"");
  }

  @Test
  void others_areConvertedFromMilliseconds() {
    assertThat(TopProcessesCollector.convert(4, 5, "System", 1500, 6))
        .isEqualTo(new Usage(4, 5, "System", 1.5, 6));
  }

  @Test
  void thisMachine_hasAnotherForTheRest() throws Exception {
    var settings = CollectorSettings.defaults().withTopProcesses(1);
    var collector = TopProcessesCollector.of(Pages.machine(Os.current(), settings));

    assertThat(Pages.text(collector).lines().filter(line -> line.startsWith("host_process_cpu")))
        .hasSize(2)
        .anyMatch(line -> line.startsWith("host_process_cpu_seconds_total{program=\"other\"} "));
  }

  @Test
  void count_isBounded() {
    assertThatThrownBy(() -> CollectorSettings.defaults().withTopProcesses(51))
        .hasMessage("51 is not between 1 and 50");
  }
}
