package dev.muster.exporter;

import static dev.muster.exporter.ToolkitPeer.basic;
import static dev.muster.exporter.ToolkitPeer.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.web.Passwords;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked or configured wrongly: Debian's node_exporter and ours say the same to it. */
@Timeout(120)
class WrongInputPeerTest {
  private static final String TLS =
      "tls_server_config: {cert_file: server.pem, key_file: server.key}\n";
  private static final List<String> METHODS = List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS");

  @TempDir Path folder;
  private ToolkitPeer peer;
  private String users;

  @BeforeEach
  void setUp() {
    peer = new ToolkitPeer(folder);
    users = TLS + "basic_auth_users: {ann: \"%s\"}\n".formatted(Passwords.hash("secret"));
  }

  private List<String> statuses(List<HttpRequest> requests) throws Exception {
    List<String> statuses = new ArrayList<>();
    try (HttpClient client = peer.client(null)) {
      for (HttpRequest request : requests) {
        int status = client.send(request, BodyHandlers.discarding()).statusCode();
        statuses.add(request.method() + " " + request.uri().getPath() + " " + status);
      }
    }
    return statuses;
  }

  private static HttpRequest asked(String method, int port, String path, String login) {
    HttpRequest.Builder request = request(port, path).method(method, BodyPublishers.ofString("x"));
    return (login.isEmpty() ? request : request.header("Authorization", basic(login))).build();
  }

  @Test
  void noOrWrongLogin_everyPathAndMethodAlike() throws Exception {
    peer.assertSame(
        users,
        port -> {
          List<HttpRequest> requests = new ArrayList<>();
          for (String login : new String[] {"", "bob:secret", "ann:wrong"}) {
            for (String path : new String[] {"/metrics", "/", "/nothing", "/metrics/"}) {
              requests.add(asked("GET", port, path, login));
              requests.add(asked("POST", port, path, login));
            }
          }
          List<String> answers = statuses(requests);
          assertThat(answers).allMatch(answer -> answer.endsWith(" 401"));
          return answers;
        });
  }

  @Test
  void otherMethods_metricsAlike() throws Exception {
    peer.assertSame(
        users,
        port ->
            statuses(
                METHODS.stream()
                    .map(method -> asked(method, port, "/metrics", "ann:secret"))
                    .toList()));
  }

  /** node_exporter 1.5 shows its first page there; newer ones answer as ours does. */
  @Test
  void unknownPath_notFoundOnOursAlone() throws Exception {
    ToolkitPeer.Asking asking =
        port -> statuses(List.of(asked("GET", port, "/nothing", "ann:secret")));
    assertThat(peer.theirs(users, asking)).containsExactly("GET /nothing 200");
    assertThat(peer.ours(users, asking)).containsExactly("GET /nothing 404");
  }

  @Test
  void certificateForAnotherName_theClientRefusesBoth() throws Exception {
    peer.authority().issueServer("elsewhere", List.of("10.1.2.3"));
    peer.assertSame(
        TLS.replace("server.", "elsewhere."),
        port -> {
          try {
            return statuses(List.of(asked("GET", port, "/metrics", "")));
          } catch (IOException refused) {
            return List.of(refused.getClass().getName());
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "something: else",
        "tls_server_config: {cert_file: server.pem}",
        "tls_server_config: {key_file: server.key}",
        "tls_server_config: {cert_file: server.pem, key_file: gone.key}",
        "tls_server_config: {cert_file: server.pem, key_file: server.pem}",
        "tls_server_config: {cert_fiel: server.pem, key_file: server.key}",
        "tls_server_config: {cert_file: server.pem, key_file: server.key, client_auth_type: No}",
        "tls_server_config: {cert_file: server.pem, key_file: server.key, client_ca_file: ca.pem}",
        "tls_server_config: {cert_file: server.pem, key_file: server.key, min_version: TLS9}",
        "tls_server_config: {cert_file: server.pem, key_file: server.key, cipher_suites: [no]}",
        "tls_server_config: {cert_file: server.pem, key_file: server.key, curve_preferences: [no]}",
        "tls_server_config: [server.pem]",
        "http_server_config: {http2: perhaps}",
        "http_server_config: {headers: {X-Own: a}}",
        "http_server_config: {headers: {X-Frame-Options: perhaps}}",
        "basic_auth_users: {ann: secret}",
        "basic_auth_users: [ann]",
        "basic_auth_users: {ann: [secret]}",
        "'",
        "basic_auth_users: {}\nbasic_auth_users: {}",
      })
  void brokenConfig_bothEndByOne(String yaml) throws Exception {
    assertThat(peer.theirExitCode(yaml)).isEqualTo(1);
    assertThat(peer.ourExitCode(yaml)).isEqualTo(1);
  }
}
