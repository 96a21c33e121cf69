package dev.muster.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebConfigFileTest {
  private static final String TLS =
      "tls_server_config: {cert_file: server.pem, key_file: server.key}\n";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void setUp() {
    file = folder.resolve("web.yml");
    issue("server");
  }

  private void issue(String name) {
    CertificateAuthority.openOrMake(folder).issueServer(name, List.of("localhost"));
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }

  private static String shown(WebConfig config) {
    return Objects.requireNonNull(config.tls()).identity().sha256();
  }

  @Test
  void unchanged_isNotReadAgain() throws IOException {
    write(TLS);
    var config = WebConfigFile.open(file);
    assertThat(config.changed()).isEmpty();
    assertThat(config.last().files())
        .containsExactly(file, folder.resolve("server.pem"), folder.resolve("server.key"));
  }

  @Test
  void fileChanged_isReadAgainOnce() throws IOException {
    write("");
    var config = WebConfigFile.open(file);
    write("rate_limit: {interval: 1m1.5s, burst: 20}\n");
    assertThat(config.changed().orElseThrow().rateLimit())
        .isEqualTo(new WebConfig.RateLimit(Duration.ofMillis(61_500), 20));
    assertThat(config.changed()).isEmpty();
  }

  @Test
  void certificateChanged_isReadAgain() throws IOException {
    write(TLS);
    var config = WebConfigFile.open(file);
    String before = shown(config.last());
    issue("other");
    for (String ending : List.of(".key", ".pem")) {
      Files.move(
          folder.resolve("other" + ending),
          folder.resolve("server" + ending),
          StandardCopyOption.REPLACE_EXISTING);
    }
    assertThat(shown(config.changed().orElseThrow())).isNotEqualTo(before);
    assertThat(config.changed()).isEmpty();
  }

  @Test
  void broken_lastGoodOneStaysUntilMended() throws IOException {
    write("");
    var config = WebConfigFile.open(file);
    write("tls_server_config: {cert_file: late.pem, key_file: late.key}\n");
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(WebConfigException.class)
          .isThrownBy(config::changed)
          .withMessageContaining("late.pem: there is no such file");
    }
    assertThat(config.last().tls()).isNull();
    issue("late");
    assertThat(config.changed()).isPresent();
    assertThat(config.changed()).isEmpty();
  }
}
