package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class VmstatCollectorTest {
  private static final FieldFamilies USUAL = VmstatCollector.families(Chosen.VMSTAT_FIELDS.usual());
  private static final String VMSTAT =
      """
      nr_free_pages 2054
      pgpgin 4697661
      pgpgout 13322668
      pswpin 3
      pswpout 4
      pgfault 44891005
      pgmajfault 3505
      oom_kill 0
      """;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var collector = new VmstatCollector(() -> VmstatCollector.parse(VMSTAT, USUAL));

    assertThat(Pages.text(collector)).isEqualTo(Pages.sample(VmstatCollector.class));
  }

  @Test
  void fields_areChosenByExpression() {
    var families = VmstatCollector.families(Chosen.VMSTAT_FIELDS.filter("^nr_"));

    assertThat(VmstatCollector.parse(VMSTAT, families))
        .containsExactly(new VmstatCollector.Field("node_vmstat_nr_free_pages", 2054));
  }

  @Test
  void parse_garbageNamesTheLine() {
    assertThatThrownBy(() -> VmstatCollector.parse("pgpgin x\n", USUAL))
        .hasMessage("/proc/vmstat: expected a number in line \"pgpgin x\"");
  }

  @Test
  void windows_tellsPagesSwapped_butNoFakeZero() throws Exception {
    assertThat(VmstatCollector.convert(7, 0))
        .isEqualTo(
            List.of(
                new VmstatCollector.Field("node_vmstat_pswpin", 7),
                new VmstatCollector.Field("node_vmstat_pswpout", 0)));
    assertThatThrownBy(() -> VmstatCollector.convert(0, 0)).isInstanceOf(NoDataException.class);
  }

  @Test
  void macos_hasNothingToRead() {
    var machine = Pages.machine(Os.MACOS, CollectorSettings.defaults(Os.MACOS));

    assertThatThrownBy(() -> Pages.text(VmstatCollector.of(machine)))
        .isInstanceOf(NoDataException.class);
  }
}
