package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.exporter.collector.StatCollector.OshiStat;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class StatCollectorTest {
  private static final String STAT =
      """
      cpu  10454 0 2845 255569 301 0 42 14 0 0
      cpu0 4866 100 1251 128495 22 0 11 2 250 0
      intr 255190 0 0
      ctxt 586148
      btime 1795255006
      processes 7928
      procs_running 2
      procs_blocked 0
      softirq 140027 0 20817
      """;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var collector = new StatCollector(() -> StatCollector.parse(STAT));

    assertThat(Pages.text(collector)).isEqualTo(Pages.sample(StatCollector.class));
  }

  @Test
  void parse_leavesOutWhatIsNotTold() throws Exception {
    var collector = new StatCollector(() -> StatCollector.parse("btime 5\n"));

    assertThat(Pages.text(collector).lines().filter(line -> !line.startsWith("#")))
        .containsExactly("node_boot_time_seconds 5.0");
  }

  @Test
  void parse_withoutBootTimeFails() {
    assertThatThrownBy(() -> StatCollector.parse("ctxt 1\n"))
        .hasMessage("/proc/stat has no line \"btime\"");
  }

  @Test
  void macos_countersOfZeroAreLeftOut() throws Exception {
    var said = new OshiStat(Instant.ofEpochSecond(1_795_255_006), 0, 0, null);
    var collector = new StatCollector(() -> StatCollector.convert(said));

    assertThat(Pages.text(collector).lines().filter(line -> !line.startsWith("#")))
        .containsExactly("node_boot_time_seconds 1.795255006E9");
  }

  @Test
  void windows_tellsSwitchesAndInterrupts() throws Exception {
    var said = new OshiStat(Instant.ofEpochSecond(1_795_255_006), 7, 8, 2L);
    var collector = new StatCollector(() -> StatCollector.convert(said));

    assertThat(Pages.text(collector))
        .contains(
            "\nhost_processor_queue_length 2.0\n",
            "\nnode_context_switches_total 7.0\n",
            "\nnode_intr_total 8.0\n");
  }

  @Test
  void oshi_noBootTimeIsAFailure() {
    assertThatThrownBy(() -> StatCollector.convert(new OshiStat(Instant.EPOCH, 7, 8, null)))
        .isInstanceOf(FailedReadingException.class);
  }

  @Test
  void start_standsUntilTheClockWasSet() {
    var start = new SteadyStart();
    Instant first = Instant.ofEpochSecond(1000);

    assertThat(start.at(first)).isEqualTo(first);
    assertThat(start.at(first.plusMillis(900))).isEqualTo(first);
    assertThat(start.at(first.minusMillis(900))).isEqualTo(first);
    assertThat(start.at(first.plusSeconds(60))).isEqualTo(first.plusSeconds(60));
  }
}
