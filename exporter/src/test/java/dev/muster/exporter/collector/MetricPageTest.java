package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class MetricPageTest {
  private final MetricPage page = new MetricPage();

  @Test
  void names_surviveAsGiven() throws Exception {
    page.gauge("node_memory_MemTotal_bytes", "Memory.", 8);
    page.gauge("node_memory_HugePages_Total", "Pages.", 0);
    page.gaugeFamily("node_uname_info", "Names.", "sysname", "nodename").add(1, "Linux", "a\"b\\");
    page.counterFamily("node_cpu_seconds_total", "Time.", "cpu").add(1.5, "0").add(2, "1");
    page.untypedFamily("node_vmstat_pgfault", "Line one\ntwo \\.").add(3);

    assertThat(Pages.text(page))
        .isEqualTo(
            """
            # HELP node_cpu_seconds_total Time.
            # TYPE node_cpu_seconds_total counter
            node_cpu_seconds_total{cpu="0"} 1.5
            node_cpu_seconds_total{cpu="1"} 2.0
            # HELP node_memory_HugePages_Total Pages.
            # TYPE node_memory_HugePages_Total gauge
            node_memory_HugePages_Total 0.0
            # HELP node_memory_MemTotal_bytes Memory.
            # TYPE node_memory_MemTotal_bytes gauge
            node_memory_MemTotal_bytes 8.0
            # HELP node_uname_info Names.
            # TYPE node_uname_info gauge
            node_uname_info{nodename="a\\"b\\\\",sysname="Linux"} 1.0
            # HELP node_vmstat_pgfault Line one\\ntwo \\\\.
            # TYPE node_vmstat_pgfault untyped
            node_vmstat_pgfault 3.0
            """);
  }

  @Test
  void family_withoutValueIsLeftOut() throws Exception {
    page.gaugeFamily("node_load1", "Load.");
    page.counterFamily("node_forks_total", "Forks.");

    assertThat(Pages.text(page)).isEmpty();
    assertThat(page.snapshots().size()).isZero();
  }

  @Test
  void family_askedForAgainIsTheSame() throws Exception {
    page.gaugeFamily("node_x", "X.", "device").add(1, "a");
    page.gaugeFamily("node_x", "X.", "device").add(2, "b");

    assertThat(Pages.text(page))
        .isEqualTo(
            """
            # HELP node_x X.
            # TYPE node_x gauge
            node_x{device="a"} 1.0
            node_x{device="b"} 2.0
            """);
  }

  @Test
  void family_askedForInAnotherShapeIsRefused() {
    page.gaugeFamily("node_x_total", "X.", "device");

    assertThatThrownBy(() -> page.counterFamily("node_x_total", "X.", "device"))
        .hasMessage(
            "family node_x_total is there as GAUGE[device], now asked for as COUNTER[device]: one"
                + " name, one shape");
    assertThatThrownBy(() -> page.gaugeFamily("node_x_total", "X.", "disk"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("node_x_total");
  }

  @Test
  void labels_twiceInOneFamilyAreRefused() {
    var family = page.gaugeFamily("node_x", "X.", "device").add(1, "a");

    assertThatThrownBy(() -> family.add(2, "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("family node_x got two values for {device=\"a\"}");
    page.gauge("node_y", "Y.", 1);
    assertThatThrownBy(() -> page.gauge("node_y", "Y.", 2))
        .hasMessage("family node_y got two values for no labels");
  }

  @Test
  void labels_inTheWrongNumberAreRefused() {
    var family = page.gaugeFamily("node_x", "X.", "device");

    assertThatThrownBy(() -> family.add(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("family node_x has 1 labels, got 0 values");
    assertThatThrownBy(() -> family.add(1, "a", "b")).hasMessageContaining("node_x");
  }

  @Test
  void counter_withoutTotalIsRefused() {
    assertThatThrownBy(() -> page.counter("node_forks", "Forks.", 1))
        .hasMessage("counter node_forks needs a name that ends in _total");
  }

  private String nextScrape(String... devices) throws Exception {
    page.begin();
    var family = page.gaugeFamily("node_x", "", "device");
    for (String device : devices) {
      family.add(devices.length, device);
    }
    return Pages.text(page).lines().skip(1).collect(java.util.stream.Collectors.joining("|"));
  }

  @Test
  void rows_comeAndGoBetweenScrapes() throws Exception {
    assertThat(nextScrape("b", "d")).isEqualTo("node_x{device=\"b\"} 2.0|node_x{device=\"d\"} 2.0");
    assertThat(nextScrape("d", "a", "b"))
        .isEqualTo("node_x{device=\"a\"} 3.0|node_x{device=\"b\"} 3.0|node_x{device=\"d\"} 3.0");
    assertThat(nextScrape("d")).isEqualTo("node_x{device=\"d\"} 1.0");
    assertThat(nextScrape()).isEmpty();
    assertThat(nextScrape("d", "c")).isEqualTo("node_x{device=\"c\"} 2.0|node_x{device=\"d\"} 2.0");
  }

  @Test
  void rows_twiceAreRefusedInLaterScrapesToo() throws Exception {
    nextScrape("a", "b");
    assertThatThrownBy(() -> nextScrape("b", "b"))
        .hasMessage("family node_x got two values for {device=\"b\"}");
    assertThatThrownBy(() -> nextScrape("a", "a"))
        .hasMessage("family node_x got two values for {device=\"a\"}");
    assertThat(nextScrape("a")).isEqualTo("node_x{device=\"a\"} 1.0");
  }

  @Test
  void family_mayHaveAnotherShapeInAnotherScrape() throws Exception {
    page.gaugeFamily("node_x", "X.", "device").add(1, "a");
    page.begin();
    page.untypedFamily("node_x", "X.").add(2);
    assertThat(Pages.text(page)).isEqualTo("# HELP node_x X.\n# TYPE node_x untyped\nnode_x 2.0\n");
    page.begin();
    assertThat(page.families()).isEmpty();
  }

  @Test
  void names_thatCannotStandOnAPageAreRefused() {
    assertThatThrownBy(() -> page.gauge("node-x", "X.", 1)).hasMessageContaining("\"node-x\"");
    assertThatThrownBy(() -> page.gaugeFamily("node_x", "X.", "1a")).hasMessageContaining("\"1a\"");
    assertThatThrownBy(() -> page.gaugeFamily("node_x", "X.", "a", "a"))
        .hasMessageContaining("label a twice");
  }
}
