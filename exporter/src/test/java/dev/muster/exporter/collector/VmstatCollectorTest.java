package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
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
  void windows_countersAreWidened_andNoneAtAllIsNoData() throws Exception {
    Map<WindowsPaging.Counter, Long> said = new EnumMap<>(WindowsPaging.Counter.class);
    var collector = new VmstatCollector(new WindowsPaging(() -> said));

    assertThatThrownBy(() -> Pages.text(collector)).isInstanceOf(NoDataException.class);
    said.put(WindowsPaging.Counter.PAGEFAULTSPERSEC, 4_294_967_290L);
    said.put(WindowsPaging.Counter.PAGEREADSPERSEC, 7L);
    said.put(WindowsPaging.Counter.PAGESINPUTPERSEC, 8L);
    said.put(WindowsPaging.Counter.PAGESOUTPUTPERSEC, 0L);
    assertThat(values(collector))
        .containsExactly(
            "node_vmstat_pgfault 4.29496729E9",
            "node_vmstat_pgmajfault 7.0",
            "node_vmstat_pswpin 8.0",
            "node_vmstat_pswpout 0.0");
    said.put(WindowsPaging.Counter.PAGEFAULTSPERSEC, 4L);
    assertThat(values(collector)).contains("node_vmstat_pgfault 4.2949673E9");
  }

  @Test
  void macos_tellsFaultsAndSwap() throws Exception {
    var vm = new MacVm(16_384, 1, 2, 3, 4, 5, 6, 7, 8, 900, 90, 10, 11);

    assertThat(values(new VmstatCollector(() -> VmstatCollector.convert(vm))))
        .containsExactly(
            "node_vmstat_pgfault 900.0",
            "node_vmstat_pgmajfault 90.0",
            "node_vmstat_pswpin 10.0",
            "node_vmstat_pswpout 11.0");
  }

  private static Stream<String> values(Collector collector) throws Exception {
    return Pages.text(collector).lines().filter(line -> !line.startsWith("#"));
  }
}
