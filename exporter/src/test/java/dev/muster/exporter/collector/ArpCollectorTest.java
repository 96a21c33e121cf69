package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArpCollectorTest {
  private static final String ARP =
      """
      IP address       HW type     Flags       HW address            Mask     Device
      192.168.1.1      0x1         0x2         cc:aa:dd:ee:aa:bb     *        eth0
      192.168.1.2      0x1         0x0         00:00:00:00:00:00     *        eth0
      10.0.0.1         0x1         0x2         bb:cc:dd:ee:ff:cc     *        wlan0
      """;

  @TempDir Path folder;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var machine = new Tree(folder).with("net/arp", ARP).machine();

    assertThat(Pages.text(ArpCollector.of(machine))).isEqualTo(Pages.sample(ArpCollector.class));
  }

  @Test
  void devices_mayBeLeftOut() throws Exception {
    var settings =
        new Tree(folder)
            .with("net/arp", ARP)
            .machine()
            .settings()
            .with(Filtered.ARP_DEVICES, NameFilter.excluding("^eth"));

    assertThat(Pages.text(ArpCollector.of(Pages.machine(Os.LINUX, settings))))
        .contains("wlan0")
        .doesNotContain("eth0");
  }

  @Test
  void kernelWithout_hasNoData_andSoHaveOthers() {
    assertThatThrownBy(() -> Pages.text(ArpCollector.of(new Tree(folder).machine())))
        .isInstanceOf(NoDataException.class)
        .hasMessage(folder + "/net/arp is not there");
    var mac = Pages.machine(Os.MACOS, CollectorSettings.defaults(Os.MACOS));
    assertThatThrownBy(() -> Pages.text(ArpCollector.of(mac)))
        .isInstanceOf(NoDataException.class)
        .hasMessage("only Linux tells its ARP table");
  }

  @Test
  void parse_garbageNamesTheLine() {
    assertThatThrownBy(() -> ArpCollector.parse("IP address\n10.0.0.1 0x1\n"))
        .hasMessage("/proc/net/arp: expected another word in line \"10.0.0.1 0x1\"");
  }
}
