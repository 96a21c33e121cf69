package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConntrackCollectorTest {
  @TempDir Path folder;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var machine =
        new Tree(folder)
            .with("sys/net/netfilter/nf_conntrack_count", "123")
            .with("sys/net/netfilter/nf_conntrack_max", "65536")
            .with(
                "net/stat/nf_conntrack",
                """
                entries  clashres found  drop
                00000021  00000005 00000001  00000001
                00000021  00000005 00000002  00000010
                """)
            .machine();

    assertThat(Pages.text(ConntrackCollector.of(machine)))
        .isEqualTo(Pages.sample(ConntrackCollector.class));
  }

  @Test
  void moduleNotLoaded_hasNoData() {
    assertThatThrownBy(() -> Pages.text(ConntrackCollector.of(new Tree(folder).machine())))
        .isInstanceOf(NoDataException.class);
  }
}
