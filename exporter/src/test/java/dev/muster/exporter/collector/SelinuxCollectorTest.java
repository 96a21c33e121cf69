package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SelinuxCollectorTest {
  @TempDir Path folder;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var machine =
        new Tree(folder)
            .with("fs/selinux/enforce", "0")
            .with("etc/selinux/config", "# SELINUX= can be\nSELINUXTYPE=x\nSELINUX=enforcing")
            .machine();

    assertThat(Pages.text(SelinuxCollector.of(machine)))
        .isEqualTo(Pages.sample(SelinuxCollector.class));
  }

  @Test
  void off_isSaidAlone() throws Exception {
    assertThat(Pages.text(SelinuxCollector.of(new Tree(folder).machine())).lines())
        .filteredOn(line -> !line.startsWith("#"))
        .containsExactly("node_selinux_enabled 0.0");
  }

  @Test
  void config_hasThreeWords() {
    assertThat(SelinuxCollector.parse("SELINUX=permissive\n")).isEqualTo(0);
    assertThat(SelinuxCollector.parse("SELINUX=disabled\n")).isEqualTo(-1);
    assertThat(SelinuxCollector.parse("SELINUX=else\n")).isNull();
    assertThat(SelinuxCollector.parse("")).isNull();
  }
}
