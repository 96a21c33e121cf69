package dev.muster.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:10100, 127.0.0.1, 10100",
    "localhost:0, localhost, 0",
    ":10090, '', 10090",
    "[::1]:65535, ::1, 65535",
    "[::]:1, ::, 1"
  })
  void address_isReadAndPrintedBack(String text, String host, int port) {
    var address = ListenAddress.parse(text);
    assertThat(address).isEqualTo(new ListenAddress(host, port)).hasToString(text);
    assertThat(address.toSocketAddress().getPort()).isEqualTo(port);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10100",
        "localhost",
        "localhost:",
        ":",
        "a b:1",
        "::1:10",
        "[localhost]:1",
        "[::1]",
        "host:65536",
        "host:-1",
        "host:99999",
        "http://host:1",
        "host:1 "
      })
  void address_malformed_isRefused(String text) {
    assertThatThrownBy(() -> ListenAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'" + text + "' is no listen address; ");
  }

  @Test
  void address_everywhere_isWildcard() {
    assertThat(ListenAddress.parse(":0").toSocketAddress().getAddress().isAnyLocalAddress())
        .isTrue();
  }

  @Test
  void address_endless_isShownShort() {
    assertThatThrownBy(() -> ListenAddress.parse("x".repeat(1_000_000)))
        .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(200));
  }
}
