package dev.muster.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.muster.push.Receiver.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.HttpsURLConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What receivers make of remote write 2.0, told by their answers. */
final class SecondProtocolTest {
  private static final String WRITTEN = "X-Prometheus-Remote-Write-Samples-Written";

  private final List<String> headers = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private int status = 204;
  private String written = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/write",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          var sent = exchange.getRequestHeaders();
          headers.add(sent.getFirst("Content-Type"));
          headers.add(sent.getFirst("X-Prometheus-Remote-Write-Version"));
          if (!written.isEmpty()) {
            exchange.getResponseHeaders().set(WRITTEN, written);
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Answer send(int answer, String count) {
    status = answer;
    written = count;
    var url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/write");
    var logIn = new LogIn(HttpsURLConnection.getDefaultSSLSocketFactory(), null, "");
    return new HttpReceiver(url, () -> logIn, "test", InstantSource.system(), Protocol.V2)
        .send(new byte[1]);
  }

  @Test
  void request_saysWhatItIs() {
    assertThat(send(204, "5")).isEqualTo(new Answer.Taken());
    assertThat(headers)
        .containsExactly("application/x-protobuf;proto=io.prometheus.write.v2.Request", "2.0.0");
  }

  @Test
  void receiver_thatRefusesTheType_doesNotSpeakIt() {
    assertThat(send(415, "")).isEqualTo(new Answer.Refused("HTTP 415", false, true, 0));
  }

  @Test
  void receiver_thatDoesNotCount_tookItForSomethingElse() {
    assertThat(send(204, ""))
        .isEqualTo(new Answer.Refused("HTTP 204 without " + WRITTEN, false, true, 0));
  }

  @Test
  void receiver_thatTookAPart_saysHowMuch() {
    assertThat(send(400, "7")).isEqualTo(new Answer.Refused("HTTP 400", false, false, 7));
    assertThat(send(400, "nonsense")).isEqualTo(new Answer.Refused("HTTP 400", false));
    assertThat(send(400, "")).isEqualTo(new Answer.Refused("HTTP 400", false));
  }

  @Test
  void receiver_thatIsBusy_isTriedAgain() {
    assertThat(send(503, "")).isInstanceOf(Answer.Later.class);
  }
}
