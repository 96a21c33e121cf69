package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class LoadavgCollectorTest {
  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var collector =
        new LoadavgCollector(() -> LoadavgCollector.parse("0.50 0.23 0.12 1/95 7927\n"), true);

    assertThat(Pages.text(collector)).isEqualTo(Pages.sample(LoadavgCollector.class));
  }

  @Test
  void parse_garbageNamesTheLine() {
    assertThatThrownBy(() -> LoadavgCollector.parse("0.50 high\n"))
        .hasMessage("/proc/loadavg: expected a number instead of \"high\" in line \"0.50 high\"");
    assertThatThrownBy(() -> LoadavgCollector.parse("")).hasMessage("/proc/loadavg is empty");
  }

  @Test
  void oshi_negativeMeansNoData() throws Exception {
    assertThatThrownBy(() -> LoadavgCollector.fromOshi(new double[] {-1, -1, -1}))
        .isInstanceOf(NoDataException.class);
    assertThat(LoadavgCollector.fromOshi(new double[] {1, 2, 3}))
        .isEqualTo(new LoadavgCollector.Reading(1, 2, 3));
  }

  @Test
  void windows_isOffByDefault() {
    var settings = CollectorSettings.defaults(Os.WINDOWS);

    assertThat(LoadavgCollector.of(Pages.machine(Os.WINDOWS, settings)).enabledByDefault())
        .isFalse();
    assertThat(LoadavgCollector.of(Pages.machine(Os.MACOS, settings)).enabledByDefault()).isTrue();
  }
}
