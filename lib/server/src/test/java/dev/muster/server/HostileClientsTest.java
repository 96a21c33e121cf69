package dev.muster.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.web.Tls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients with bad intent send ends in bounded bytes, and the others are answered. */
class HostileClientsTest {
  /** More than all buffers on the way hold, and than of a body is read and thrown away. */
  private static final long ENDLESS = 128L << 20;

  /** More than are taken at a time. */
  private static final int FLOOD = 1_100;

  private static final int PATIENCE_MILLIS = 30_000;

  @TempDir Path folder;
  private Site site;

  @BeforeEach
  void start() {
    site =
        new Site(
            folder,
            routes ->
                routes.post(
                    "/length",
                    context -> context.result(String.valueOf(context.bodyAsBytes().length))));
  }

  @AfterEach
  void othersAreAnswered() throws Exception {
    try (var ending = site) {
      assertThat(ending.send(ending.admin("/who")).body()).isEqualTo("admin");
    }
  }

  private SSLSocket connect(String protocol) throws IOException {
    var context = Tls.context(null, Tls.trusting(List.of(site.authority.certificate())));
    var socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", site.server.port());
    socket.setEnabledProtocols(new String[] {protocol});
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.startHandshake();
    return socket;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /-/healthy?",
        "GET /-/healthy HTTP/1.1\r\nHost: localhost\r\nX: ",
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n",
        "POST /-/healthy HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n"
      })
  void request_withoutEnd_isEnded(String start) throws IOException {
    byte[] more = "a".repeat(1 << 16).getBytes(US_ASCII);
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
    assertThat(written).isLessThan(ENDLESS);
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

  @Test
  void body_packed_isNotUnpacked() throws Exception {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[50 << 20]);
    }
    var bomb =
        site.admin("/length")
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(packed.toByteArray()));
    assertThat(site.send(bomb).body()).isEqualTo(String.valueOf(packed.size()));
  }

  @Test
  void flood_ofConnections_leavesNothingBehind() throws IOException {
    var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), site.server.port());
    var flood = new ArrayList<SocketChannel>();
    try {
      for (int i = 0; i < FLOOD; i++) {
        var channel = SocketChannel.open();
        flood.add(channel);
        channel.configureBlocking(false);
        channel.connect(server);
      }
    } finally {
      for (var channel : flood) {
        channel.close();
      }
    }
  }
}
