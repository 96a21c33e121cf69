package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class FilefdCollectorTest {
  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var collector = new FilefdCollector(() -> FilefdCollector.parse("1284\t0\t2466170\n"));

    assertThat(Pages.text(collector)).isEqualTo(Pages.sample(FilefdCollector.class));
  }

  @Test
  void parse_emptyFails() {
    assertThatThrownBy(() -> FilefdCollector.parse("")).hasMessage("/proc/sys/fs/file-nr is empty");
  }

  @Test
  void windows_handlesHaveNoLimit_andMacosFilesHaveOne() {
    assertThat(FilefdCollector.convert(Os.WINDOWS, 70_000, 16_777_216).maximum()).isNull();
    assertThat(FilefdCollector.convert(Os.MACOS, 7000, 49_152))
        .isEqualTo(new FilefdCollector.Reading(7000, 49_152.0));
    assertThatThrownBy(() -> FilefdCollector.convert(Os.MACOS, 0, 49_152))
        .isInstanceOf(FailedReadingException.class);
  }
}
