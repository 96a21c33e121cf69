package dev.muster.web;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The web configuration file of the Prometheus programs, read: TLS, client certificates, users,
 * headers.
 *
 * @param users names to bcrypt hashes; empty: nobody is asked to log in
 * @see <a
 *     href="https://github.com/prometheus/exporter-toolkit/blob/master/docs/web-configuration.md">the
 *     format</a>
 */
public record WebConfig(
    @Nullable TlsServer tls, Map<String, String> users, Map<String, String> headers) {
  public WebConfig {
    users = Map.copyOf(users);
    headers = Map.copyOf(headers);
  }

  /** Whether a client must, may or need not show a certificate. */
  public enum ClientAuth {
    NO_CLIENT_CERT,
    REQUEST_CLIENT_CERT,
    REQUIRE_ANY_CLIENT_CERT,
    VERIFY_CLIENT_CERT_IF_GIVEN,
    REQUIRE_AND_VERIFY_CLIENT_CERT
  }

  /**
   * TLS of a server.
   *
   * @param clientAuthorities who may vouch for clients
   * @param protocols such as TLSv1.3
   * @param cipherSuites by their JSSE names; empty: the JDK's own choice
   */
  public record TlsServer(
      Identity identity,
      ClientAuth clientAuth,
      List<java.security.cert.X509Certificate> clientAuthorities,
      List<String> protocols,
      List<String> cipherSuites) {
    public TlsServer {
      clientAuthorities = List.copyOf(clientAuthorities);
      protocols = List.copyOf(protocols);
      cipherSuites = List.copyOf(cipherSuites);
    }
  }

  /**
   * Reads the file; paths in it are relative to its folder.
   *
   * @throws WebConfigException naming file, line where known, what is wrong and what would be right
   */
  public static WebConfig read(Path file) {
    throw new UnsupportedOperationException(file.toString());
  }
}
