package dev.muster.exporter;

import static dev.muster.exporter.ToolkitPeer.basic;
import static dev.muster.exporter.ToolkitPeer.request;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.web.CertificateAuthority;
import dev.muster.web.Identity;
import dev.muster.web.Passwords;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One web config file, Debian's node_exporter beside ours: the same answers to the same. */
@Timeout(120)
class WebConfigPeerTest {
  private static final List<String> COMPARED =
      List.of(
          "WWW-Authenticate",
          "Content-Type",
          "Content-Encoding",
          "Content-Security-Policy",
          "Strict-Transport-Security",
          "X-Content-Type-Options",
          "X-Frame-Options",
          "X-XSS-Protection");

  @TempDir Path folder;
  private ToolkitPeer peer;

  @BeforeEach
  void setUp() {
    peer = new ToolkitPeer(folder);
  }

  /** The status and the compared headers, in one line. */
  private static String line(HttpResponse<?> answer) {
    var line = new StringBuilder().append(answer.statusCode());
    for (String name : COMPARED) {
      line.append(" | ").append(answer.headers().firstValue(name).orElse("-"));
    }
    return line.toString();
  }

  @Test
  void users_andHeaders() throws Exception {
    peer.assertSame(
        """
        tls_server_config: {cert_file: server.pem, key_file: server.key}
        http_server_config:
          headers:
            Content-Security-Policy: "default-src 'self'"
            Strict-Transport-Security: max-age=60
            X-Content-Type-Options: nosniff
            X-Frame-Options: sameorigin
            X-XSS-Protection: "1"
        basic_auth_users:
          ann: "%s"
        """
            .formatted(Passwords.hash("secret")),
        port -> {
          List<String> answers = new ArrayList<>();
          try (HttpClient client = peer.client(null)) {
            for (HttpRequest request : requests(port)) {
              answers.add(line(client.send(request, BodyHandlers.discarding())));
            }
          }
          return answers;
        });
  }

  private static List<HttpRequest> requests(int port) {
    String right = basic("ann:secret");
    List<HttpRequest> requests = new ArrayList<>();
    for (String login :
        new String[] {
          "",
          right,
          right.replace("Basic", "basic"),
          basic("ann:wrong"),
          basic("ann:"),
          basic("ann"),
          basic("bob:secret"),
          basic(":secret"),
          "Basic ???",
          "Bearer secret"
        }) {
      var request = request(port, "/metrics").header("Accept-Encoding", "identity");
      requests.add((login.isEmpty() ? request : request.header("Authorization", login)).build());
    }
    for (String path : new String[] {"/metrics?collect%5B%5D=loadavg", "/"}) {
      requests.add(request(port, path).header("Authorization", right).build());
    }
    requests.add(
        request(port, "/metrics")
            .header("Authorization", right)
            .header("Accept-Encoding", "gzip")
            .build());
    requests.add(
        request(port, "/metrics")
            .header("Authorization", right)
            .method("HEAD", BodyPublishers.noBody())
            .build());
    requests.add(
        request(port, "/metrics?collect%5B%5D=nothing").header("Authorization", right).build());
    return requests;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NoClientCert",
        "RequestClientCert",
        "RequireAnyClientCert",
        "RequireClientCert",
        "VerifyClientCertIfGiven",
        "RequireAndVerifyClientCert"
      })
  void clientCertificates(String type) throws Exception {
    boolean verifies = type.contains("Verify");
    var stranger = CertificateAuthority.openOrMake(Files.createDirectory(folder.resolve("other")));
    List<Identity> identities =
        List.of(peer.authority().issueClient("known"), stranger.issueClient("stranger"));
    peer.assertSame(
        "tls_server_config: {cert_file: server.pem, key_file: server.key, client_auth_type: %s%s}\n"
            .formatted(type, verifies ? ", client_ca_file: ca.pem" : ""),
        port -> {
          List<String> answers = new ArrayList<>();
          answers.add("none: " + outcome(null, port));
          for (Identity identity : identities) {
            answers.add(outcome(identity, port));
          }
          return answers;
        });
  }

  private String outcome(@Nullable Identity own, int port) throws InterruptedException {
    try (HttpClient client = peer.client(own)) {
      var answer = client.send(request(port, "/metrics").build(), BodyHandlers.discarding());
      return Integer.toString(answer.statusCode());
    } catch (IOException refused) {
      return "no connection";
    }
  }

  @Test
  void plainHttp_toTheTlsPort() throws Exception {
    peer.assertSame(
        "tls_server_config: {cert_file: server.pem, key_file: server.key}\n",
        port -> {
          try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket
                .getOutputStream()
                .write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            return List.of(
                answer.substring(0, answer.indexOf("\r\n")),
                answer.substring(answer.indexOf("\r\n\r\n")).strip());
          }
        });
  }
}
