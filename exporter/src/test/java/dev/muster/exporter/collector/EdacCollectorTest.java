package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EdacCollectorTest {
  private static final String MC = "devices/system/edac/mc/mc0/";

  @TempDir Path folder;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var machine =
        new Tree(folder)
            .with(MC + "ce_count", "3", MC + "ce_noinfo_count", "1", MC + "ue_count", "4")
            .with(MC + "ue_noinfo_count", "0", MC + "csrow0/ce_count", "2")
            .with(MC + "csrow0/ue_count", "4", MC + "power/ce_count", "9")
            .machine();

    assertThat(Pages.text(EdacCollector.of(machine))).isEqualTo(Pages.sample(EdacCollector.class));
  }

  @Test
  void noController_isAnEmptyReading_asNodeExporterHasIt() throws Exception {
    assertThat(Pages.text(EdacCollector.of(new Tree(folder).machine()))).isEmpty();
  }

  @Test
  void missingCount_isNamed() throws Exception {
    var machine = new Tree(folder).with(MC + "ce_count", "3").machine();

    assertThatThrownBy(() -> Pages.text(EdacCollector.of(machine)))
        .hasMessage(folder + "/" + MC + "ce_noinfo_count: expected a number");
  }
}
