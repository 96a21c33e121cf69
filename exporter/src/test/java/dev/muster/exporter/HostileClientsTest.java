package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.web.Identity;
import dev.muster.web.Tls;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients with bad intent send ends in bounded bytes, and a scrape is answered after it. */
class HostileClientsTest {
  /** More than all buffers on the way hold. */
  private static final long ENDLESS = 128L << 20;

  private static final int PATIENCE_MILLIS = 30_000;

  @TempDir Path folder;
  private Exporter exporter;

  @BeforeEach
  void start() throws IOException {
    exporter = Exporter.start(Exporter.settings(folder), Exporter.plain("fine"));
  }

  @AfterEach
  void scrapeIsAnswered() throws Exception {
    try (var ending = exporter;
        var client = ending.freshClient()) {
      var answer = client.send(exporter.request("/metrics").build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }

  private SSLSocket connect(String protocol) throws IOException {
    var identity = Identity.readOrMakeSelfSigned(folder.resolve("state"), "exporter");
    var context = Tls.context(null, Tls.pinned(identity.sha256()));
    var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", exporter.port());
    socket.setEnabledProtocols(new String[] {protocol});
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.startHandshake();
    return socket;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /metrics?",
        "GET /metrics HTTP/1.1\r\nHost: localhost\r\nX: ",
        "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n",
        "POST /metrics HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n"
      })
  void request_withoutEnd_isEnded(String start) throws IOException {
    long written = write(start, "a".repeat(1 << 16));
    assertThat(written).isLessThan(ENDLESS);
  }

  @Test
  void headers_withoutEnd_areEnded() throws IOException {
    assertThat(write("GET /metrics HTTP/1.1\r\nHost: localhost\r\n", "a: b\r\n".repeat(1000)))
        .isLessThan(ENDLESS);
  }

  /** How much could be written before the exporter ended the connection. */
  private long write(String start, String again) throws IOException {
    byte[] more = again.getBytes(US_ASCII);
    long written = 0;
    try (var socket = connect("TLSv1.3")) {
      var out = socket.getOutputStream();
      out.write(start.getBytes(US_ASCII));
      while (written < ENDLESS) {
        out.write(more);
        written += more.length;
      }
    } catch (IOException ended) {
      // As it should be.
    }
    return written;
  }

  @Test
  void renegotiation_isRefused() throws IOException {
    try (var socket = connect("TLSv1.2")) {
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                int _ = socket.getInputStream().read();
              })
          .isInstanceOf(IOException.class)
          .hasMessageNotContaining("timed out");
    }
  }
}
