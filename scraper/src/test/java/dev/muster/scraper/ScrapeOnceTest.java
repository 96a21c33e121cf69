package dev.muster.scraper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.fleet.Client;
import dev.muster.metrics.ExpositionException;
import dev.muster.web.Tls;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScrapeOnceTest {
  private static ScrapeOnce.Result scrape(Client client) {
    return ScrapeOnce.scrape(
        client, Fleets.SETTINGS, Tls.trusting(List.of()), null, InstantSource.system());
  }

  @Test
  void page_shownAndCounted() throws IOException {
    try (var server =
        TestServer.http(TestServer.page("# HELP a ä\na{x=\"1\"} 1\na{x=\"2\"} 1\nb 1\n"))) {
      var result = scrape(ScrapeOnce.clientAt("http://127.0.0.1:" + server.port(), null));
      assertThat(result.text()).startsWith("# HELP a ä\n").endsWith("b 1\n");
      assertThat(result.samples()).isEqualTo(3);
      assertThat(result.families()).isEqualTo(2);
      assertThat(result.bytes()).isEqualTo(38);
    }
  }

  @Test
  void page_wrong() throws IOException {
    try (var server = TestServer.http(TestServer.page("oops\n"))) {
      var client = ScrapeOnce.clientAt("http://127.0.0.1:" + server.port(), null);
      assertThatThrownBy(() -> scrape(client)).isInstanceOf(ExpositionException.class);
    }
  }

  @Test
  void certificate_unknown_thenPinned() throws Exception {
    var held = new HeldCertificate.Builder().build();
    try (var server = TestServer.https(TestServer.identity(held), TestServer.page("a 1\n"))) {
      String address = "127.0.0.1:" + server.port();
      String sha256 = ExplainingTrust.sha256(held.certificate());
      assertThatThrownBy(() -> scrape(ScrapeOnce.clientAt(address, null)))
          .isInstanceOf(ScrapeException.class)
          .hasMessageContaining("exporter-certificate=\"" + sha256 + "\"");
      assertThat(scrape(ScrapeOnce.clientAt(address, sha256)).samples()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.1, https://10.1.2.1:10100/metrics",
    "10.1.2.1:9100, https://10.1.2.1:9100/metrics",
    "http://pc.lan:9100, http://pc.lan:9100/metrics",
    "https://[fd00::1]:1/m, https://[fd00::1]:1/m",
  })
  void address_forms(String address, String url) {
    assertThat(Exporter.address(ScrapeOnce.clientAt(address, null))).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "ftp://x", "a b", "http://", "::1"})
  void address_wrong(String address) {
    assertThatThrownBy(() -> ScrapeOnce.clientAt(address, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no address; give HOST:PORT or a URL");
  }
}
