package dev.muster.rollout.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangesTest {
  private static List<String> addresses(String... ranges) {
    return Ranges.parse(List.of(ranges)).stream().map(Host::address).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.1.2.0/30 | 10.1.2.1,10.1.2.2",
        "10.1.2.5/30 | 10.1.2.5,10.1.2.6",
        "10.1.2.4/31 | 10.1.2.4,10.1.2.5",
        "10.1.2.4/32 | 10.1.2.4",
        "10.1.2.254-10.1.3.1 | 10.1.2.254,10.1.2.255,10.1.3.0,10.1.3.1",
        "10.1.2.9-11 | 10.1.2.9,10.1.2.10,10.1.2.11",
        "10.1.2.1, pc7.example.org,10.1.2.1 | 10.1.2.1,pc7.example.org",
        "2001:db8::/126 | 2001:db8:0:0:0:0:0:1,2001:db8:0:0:0:0:0:2,2001:db8:0:0:0:0:0:3",
        "2001:db8::a-2001:db8::b | 2001:db8:0:0:0:0:0:a,2001:db8:0:0:0:0:0:b",
        "2001:db8::7/128 | 2001:db8:0:0:0:0:0:7",
        "lab-2-pc | lab-2-pc",
      })
  void range_isItsAddresses(String range, String addresses) {
    assertThat(addresses(range)).containsExactly(addresses.split(",", -1));
  }

  @Test
  void largestNetwork_leavesOutNetworkAndBroadcast() {
    assertThat(addresses("10.0.0.0/20"))
        .hasSize(4094)
        .startsWith("10.0.0.1")
        .endsWith("10.0.15.254");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.0/8 | makes more than 4096 addresses",
        "2001:db8::/64 | makes more than 4096 addresses",
        "10.0.0.0-10.1.0.0 | makes more than 4096 addresses",
        "10.0.0.0/20,10.1.0.0/29 | makes more than 4096 addresses",
        "10.1.2.9-10.1.2.1 | ends before it begins",
        "10.1.2.9-2001:db8::1 | ends before it begins",
        "10.1.2.0/33 | is no range of addresses",
        "10.1.2.0/ | is no range of addresses",
        "10.1.2 | is no range of addresses",
        "10.1.2.300 | is no range of addresses",
        "10.1.2.1-300 | is no range of addresses",
        "10.1.2.0/24-10.1.3.0 | is no range of addresses",
        "pc one | is no range of addresses",
        "'10.1.2.1,,10.1.2.2' | an empty range",
      })
  void range_wrong(String range, String said) {
    assertThatThrownBy(() -> addresses(range))
        .isInstanceOf(DiscoverException.class)
        .hasMessageContaining(said);
  }
}
