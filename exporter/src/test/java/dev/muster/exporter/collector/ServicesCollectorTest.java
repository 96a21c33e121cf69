package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.exporter.collector.ServicesCollector.Service;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ServicesCollectorTest {
  private static final NameFilter ALL = NameFilter.excluding("");
  private static final Service SPOOLER = new Service("Spooler", 0x110, 4, 2);

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var collector = new ServicesCollector(() -> List.of(SPOOLER), ALL);

    assertThat(Pages.text(collector)).isEqualTo(Pages.sample(ServicesCollector.class));
  }

  @Test
  void names_areChosen_andThoseOfOneLogOnLeftOut() throws Exception {
    var services =
        List.of(
            SPOOLER,
            new Service("CDPUserSvc", 0x60, 1, 2),
            new Service("CDPUserSvc_4a2b1", 0xE0, 4, 2),
            new Service("wuauserv", 0x20, 1, 3));
    var all = new ServicesCollector(() -> services, ALL);
    var one = new ServicesCollector(() -> services, NameFilter.including("^wua"));

    assertThat(Pages.text(all))
        .contains(
            "host_service_state{name=\"wuauserv\",state=\"stopped\"} 1.0",
            "host_service_start_mode{name=\"wuauserv\",start_mode=\"manual\"} 1.0",
            "host_services{state=\"running\"} 1.0")
        .doesNotContain("CDPUserSvc");
    assertThat(Pages.text(one))
        .contains("name=\"wuauserv\"", "host_services{state=\"running\"} 0.0")
        .doesNotContain("Spooler");
  }

  @Test
  void shown_areBounded_countedAreAll() throws Exception {
    var many = IntStream.range(1000, 1600).mapToObj(i -> new Service("s" + i, 0x10, 1, 3)).toList();
    String page = Pages.text(new ServicesCollector(() -> many, ALL));

    assertThat(page)
        .contains("name=\"s1499\"", "host_services{state=\"stopped\"} 600.0")
        .doesNotContain("name=\"s1500\"");
  }

  @Test
  void unknown_stateAndStartAreNone() throws Exception {
    var odd = new Service("odd", 0x10, 9, null);

    assertThat(Pages.text(new ServicesCollector(() -> List.of(odd), ALL)))
        .contains("host_service_state{name=\"odd\",state=\"running\"} 0.0")
        .doesNotContain("start_mode", " 1.0");
  }

  @Test
  void elsewhere_thereIsNothingToRead() {
    for (Os os : List.of(Os.LINUX, Os.MACOS)) {
      var collector = ServicesCollector.of(Pages.machine(os, CollectorSettings.defaults(os)));
      assertThat(collector.enabledByDefault()).isFalse();
      assertThatThrownBy(() -> Pages.text(collector)).isInstanceOf(NoDataException.class);
    }
  }
}
