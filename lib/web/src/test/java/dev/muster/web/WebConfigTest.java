package dev.muster.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.web.WebConfig.ClientAuth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WebConfigTest {
  private static final Path FILES = Path.of("src/test/resources/webconfig");

  @TempDir Path folder;

  @BeforeEach
  void makeCertificates() {
    CertificateAuthority.openOrMake(folder).issueServer("server", List.of("localhost"));
  }

  static Stream<String> good() throws IOException {
    return names(".good.yml");
  }

  static Stream<String> bad() throws IOException {
    return names(".bad.yml");
  }

  private static Stream<String> names(String ending) throws IOException {
    try (var files = Files.list(FILES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(n -> n.endsWith(ending))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("good")
  void good_isRead(String name) throws IOException {
    assertThat(read(name).headers()).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("bad")
  void bad_isRefusedInOneSentence(String name) throws IOException {
    var expected = Files.readString(FILES.resolve(name.replace(".yml", ".txt"))).strip();
    assertThatThrownBy(() -> read(name))
        .isInstanceOf(WebConfigException.class)
        .hasMessage(
            expected
                .replace("FILE", folder.resolve(name).toString())
                .replace("FOLDER", folder.toString()));
  }

  @Test
  void empty_saysNothing() throws IOException {
    var config = read("empty.good.yml");
    assertThat(config.tls()).isNull();
    assertThat(config.users()).isEmpty();
    assertThat(config.headers()).isEmpty();
    assertThat(config.http2()).isTrue();
  }

  @Test
  void users_areRead() throws IOException {
    assertThat(read("users.good.yml").users()).containsOnlyKeys("ann", "bob", "2026");
  }

  @Test
  void tls_hasDefaults() throws IOException {
    var tls = Objects.requireNonNull(read("tls.good.yml").tls());
    assertThat(tls.identity().chain()).hasSize(2);
    assertThat(tls.clientAuth()).isEqualTo(ClientAuth.NO_CLIENT_CERT);
    assertThat(tls.protocols()).containsExactly("TLSv1.3", "TLSv1.2");
    assertThat(tls.cipherSuites()).isEmpty();
    assertThat(tls.preferServerCipherSuites()).isTrue();
  }

  @Test
  void all_isRead() throws IOException {
    var config = read("all.good.yml");
    assertThat(config.http2()).isFalse();
    assertThat(config.rateLimit()).isNull();
    assertThat(config.headers())
        .isEqualTo(Map.of("X-Frame-Options", "deny", "Strict-Transport-Security", "max-age=600"));
    var tls = Objects.requireNonNull(config.tls());
    assertThat(tls.clientAuth()).isEqualTo(ClientAuth.REQUIRE_AND_VERIFY_CLIENT_CERT);
    assertThat(tls.clientAuthorities()).hasSize(1);
    assertThat(tls.clientAllowedSans()).containsExactly("scraper.client.muster.invalid", "::1");
    assertThat(tls.protocols()).containsExactly("TLSv1.2");
    assertThat(tls.cipherSuites()).containsExactly("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    assertThat(tls.namedGroups()).containsExactly("secp256r1", "x25519");
    assertThat(tls.preferServerCipherSuites()).isFalse();
  }

  @Test
  void cipherSuites_ofTls13_stay() throws IOException {
    var tls = Objects.requireNonNull(read("old-alias.good.yml").tls());
    assertThat(tls.clientAuth()).isEqualTo(ClientAuth.REQUIRE_ANY_CLIENT_CERT);
    assertThat(tls.cipherSuites())
        .containsExactly(
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256");
  }

  @Test
  void inlinePem_isRead() throws IOException {
    var text =
        "tls_server_config:\n  cert: |\n"
            + indented("server.pem")
            + "  key: |\n"
            + indented("server.key");
    var file = Files.writeString(folder.resolve("inline.yml"), text);
    var tls = Objects.requireNonNull(WebConfig.read(file).tls());
    assertThat(tls.identity().sha256())
        .isEqualTo(
            Identity.read(folder.resolve("server.pem"), folder.resolve("server.key")).sha256());
  }

  private String indented(String name) throws IOException {
    return Files.readString(folder.resolve(name)).indent(4);
  }

  @Test
  void hugeFile_isRefused() throws IOException {
    var file = Files.writeString(folder.resolve("huge.yml"), "#".repeat((1 << 20) + 1));
    assertThatThrownBy(() -> WebConfig.read(file))
        .hasMessage(file + ": longer than 1048576 bytes; wrong file?");
  }

  @Test
  void aliases_areLimited() throws IOException {
    var bomb = new StringBuilder("basic_auth_users: &a {}\n");
    for (int i = 0; i < 100; i++) {
      bomb.append("k").append(i).append(": *a\n");
    }
    var file = Files.writeString(folder.resolve("bomb.yml"), bomb);
    assertThatThrownBy(() -> WebConfig.read(file))
        .isInstanceOf(WebConfigException.class)
        .hasMessageContaining("alias");
  }

  private WebConfig read(String name) throws IOException {
    return WebConfig.read(Files.copy(FILES.resolve(name), folder.resolve(name)));
  }
}
