package dev.muster.exporter.enroll;

import dev.muster.web.PinnedAuthority;
import dev.muster.web.Tls;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The server as one sees it who is not enrolled yet: known by its authority alone. */
final class EnrollDoor {
  static final String PATH = "/api/muster/v1/enroll";

  private static final int CONNECT_MILLIS = 10_000;
  private static final int READ_MILLIS = 60_000;
  private static final int MOST_BYTES = 1 << 20;

  private final URI server;
  private final String authoritySha256;

  /**
   * What the server said.
   *
   * @param fields of the answer
   */
  record Answer(int status, Map<String, String> fields) {
    String field(String name) {
      return fields.getOrDefault(name, "");
    }
  }

  /**
   * A door.
   *
   * @param server such as {@code https://muster.example.org:10090}
   * @throws EnrollException if that is no server, or the fingerprint is none
   */
  EnrollDoor(String server, String authoritySha256) {
    try {
      this.server = URI.create(server.replaceFirst("/+$", ""));
    } catch (IllegalArgumentException e) {
      throw noServer(server);
    }
    if (!"https".equals(this.server.getScheme()) || this.server.getHost() == null) {
      throw noServer(server);
    }
    if (!authoritySha256.matches("[0-9a-f]{64}")) {
      throw EnrollException.lasting(
          "--authority-sha256 is '%s'; give the 64 lower-case hexadecimal digits that Admin >"
                  .formatted(authoritySha256)
              + " Enrolment shows.");
    }
    this.authoritySha256 = authoritySha256;
  }

  private static EnrollException noServer(String server) {
    return EnrollException.lasting(
        "--url is '%s'; give the server, such as https://muster.example.org:10090."
            .formatted(server));
  }

  /** Asks for a certificate. */
  Answer post(String json) {
    return send("POST", PATH, json, null);
  }

  /** Asks what became of it. */
  Answer get(String id, String secret) {
    return send("GET", PATH + "/" + id, null, secret);
  }

  private Answer send(String method, String path, @Nullable String json, @Nullable String secret) {
    HttpsURLConnection connection = null;
    try {
      connection = (HttpsURLConnection) server.resolve(path).toURL().openConnection();
      prepare(connection, method, secret);
      if (json != null) {
        connection.setDoOutput(true);
        try (var out = connection.getOutputStream()) {
          out.write(json.getBytes(StandardCharsets.UTF_8));
        }
      }
      return answer(connection);
    } catch (IOException e) {
      throw isStranger(e)
          ? EnrollException.lasting(
              "The server %s is not the one that is meant: %s.".formatted(server, reason(e)))
          : EnrollException.passing("%s cannot be asked: %s.".formatted(server, reason(e)));
    } finally {
      if (connection != null) {
        connection.disconnect();
      }
    }
  }

  private void prepare(HttpsURLConnection connection, String method, @Nullable String secret)
      throws IOException {
    connection.setSSLSocketFactory(
        Tls.context(null, PinnedAuthority.of(authoritySha256)).getSocketFactory());
    // Another than the usual one makes Java hold the certificate to the host name by itself first.
    connection.setHostnameVerifier((host, session) -> false);
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setRequestMethod(method);
    connection.setRequestProperty("Content-Type", "application/json");
    if (secret != null) {
      connection.setRequestProperty("X-Muster-Enroll-Secret", secret);
    }
  }

  private static boolean isStranger(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      boolean otherHost = String.valueOf(cause.getMessage()).contains("HTTPS hostname");
      if (cause instanceof CertificateException || otherHost) {
        return true;
      }
    }
    return false;
  }

  private static String reason(IOException e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage() == null ? deepest : deepest.getMessage());
  }

  private Answer answer(HttpsURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    try (var in = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
      var bytes = in == null ? new byte[0] : in.readNBytes(MOST_BYTES);
      var fields = fields(new String(bytes, StandardCharsets.UTF_8));
      if (status == 200 || status == 202) {
        return new Answer(status, fields);
      }
      var said = fields.getOrDefault("error", "it answered with the status " + status);
      String sentence = "The server %s refuses: %s.".formatted(server, said);
      boolean later = status == 429 || status >= 500;
      throw later ? EnrollException.passing(sentence) : EnrollException.lasting(sentence);
    }
  }

  /** The texts of an object and of the one in its {@code data}; JSON is YAML. */
  private static Map<String, String> fields(String json) {
    var fields = new HashMap<String, String>();
    try {
      addFields(new Load(LoadSettings.builder().build()).loadFromString(json), fields);
    } catch (YamlEngineException e) {
      return Map.of();
    }
    return fields;
  }

  private static void addFields(@Nullable Object read, Map<String, String> fields) {
    if (read instanceof Map<?, ?> object) {
      object.forEach((name, value) -> {
        if (value instanceof String text) {
          fields.put(String.valueOf(name), text);
        } else if ("data".equals(name)) {
          addFields(value, fields);
        }
      });
    }
  }
}
