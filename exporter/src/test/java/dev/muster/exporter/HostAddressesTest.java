package dev.muster.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostAddressesTest {
  @ParameterizedTest
  @CsvSource({
    "10.1.2.1, 10.1.2.1",
    "fe80:0:0:0:fc:ff:fe00:1%eth0, fe80::fc:ff:fe00:1",
    "0:0:0:0:0:0:0:1, ::1",
    "2001:db8:0:0:0:0:0:0, 2001:db8::",
    "2001:db8:0:0:1:0:0:0, 2001:db8:0:0:1::",
    "2001:db8:1:0:1:2:3:4, 2001:db8:1:0:1:2:3:4",
    "0:0:0:0:0:0:0:0, ::",
  })
  void plain_asPeopleWriteThem(String java, String written) {
    assertThat(HostAddresses.plain(java)).isEqualTo(written);
  }

  @Test
  void of_byNameAndElseByMac() {
    var addresses =
        new HostAddresses(
            Map.of("eth0", List.of("10.0.0.1/8")),
            Map.of("02:00:00:00:00:0a", List.of("10.0.0.2/8")));
    assertThat(addresses.of("eth0", "02:00:00:00:00:0A")).containsExactly("10.0.0.1/8");
    assertThat(addresses.of("Ethernet", "02:00:00:00:00:0A")).containsExactly("10.0.0.2/8");
    assertThat(addresses.of("Ethernet", null)).isEmpty();
  }
}
