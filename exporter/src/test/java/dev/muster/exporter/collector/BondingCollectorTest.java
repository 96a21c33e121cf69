package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BondingCollectorTest {
  private static final String BOND = "class/net/bond0/";

  @TempDir Path folder;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var machine =
        new Tree(folder)
            .with("class/net/bonding_masters", "bond0", BOND + "bonding/slaves", "eth0 eth1")
            .with(BOND + "lower_eth0/bonding_slave/mii_status", "up")
            .with(BOND + "slave_eth1/bonding_slave/mii_status", "down")
            .machine();

    assertThat(Pages.text(BondingCollector.of(machine)))
        .isEqualTo(Pages.sample(BondingCollector.class));
  }

  @Test
  void bondOfNone_hasNone() throws Exception {
    var machine =
        new Tree(folder)
            .with("class/net/bonding_masters", "bond0", BOND + "bonding/slaves", "")
            .machine();

    assertThat(Pages.text(BondingCollector.of(machine)))
        .contains("node_bonding_slaves{master=\"bond0\"} 0.0");
  }

  @Test
  void moduleNotLoaded_hasNoData() {
    assertThatThrownBy(() -> Pages.text(BondingCollector.of(new Tree(folder).machine())))
        .isInstanceOf(NoDataException.class);
  }
}
