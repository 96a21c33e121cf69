package dev.muster.web;

import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The web configuration file of the Prometheus programs, read: TLS, client certificates, users,
 * headers, how many requests are answered.
 *
 * @param tls null where the file says nothing of TLS
 * @param users names to bcrypt hashes; empty: nobody is asked to log in
 * @param headers for every answer
 * @param http2 whether HTTP/2 may be offered
 * @param rateLimit for all requests together; null: none
 * @param files the files it was read from: itself, certificates, keys
 * @see <a
 *     href="https://github.com/prometheus/exporter-toolkit/blob/master/docs/web-configuration.md">the
 *     format</a>
 */
public record WebConfig(
    @Nullable TlsServer tls,
    Map<String, String> users,
    Map<String, String> headers,
    boolean http2,
    @Nullable RateLimit rateLimit,
    List<Path> files) {
  public WebConfig {
    users = Map.copyOf(users);
    headers = Map.copyOf(headers);
    files = List.copyOf(files);
  }

  public WebConfig(
      @Nullable TlsServer tls,
      Map<String, String> users,
      Map<String, String> headers,
      boolean http2) {
    this(tls, users, headers, http2, null, List.of());
  }

  public WebConfig(
      @Nullable TlsServer tls, Map<String, String> users, Map<String, String> headers) {
    this(tls, users, headers, true);
  }

  /**
   * How fast requests may come.
   *
   * @param interval one more request each; above 0
   * @param burst this many at once, at least 1
   */
  public record RateLimit(Duration interval, int burst) {}

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
   * @param cipherSuites by their JSSE names; empty: those with forward secrecy and authenticated
   *     encryption
   * @param clientAllowedSans the alternative names of which a client's certificate must have one;
   *     empty: any
   * @param namedGroups for the key exchange, by their JSSE names; empty: the JDK's own choice
   * @param preferServerCipherSuites whether the server's order of suites counts, not the client's
   * @param revocationLists by which clients' certificates count no more, signed by the authorities
   */
  public record TlsServer(
      Identity identity,
      ClientAuth clientAuth,
      List<X509Certificate> clientAuthorities,
      List<String> protocols,
      List<String> cipherSuites,
      List<String> clientAllowedSans,
      List<String> namedGroups,
      boolean preferServerCipherSuites,
      List<X509CRL> revocationLists) {
    public TlsServer {
      clientAuthorities = List.copyOf(clientAuthorities);
      protocols = List.copyOf(protocols);
      cipherSuites = List.copyOf(cipherSuites);
      clientAllowedSans = List.copyOf(clientAllowedSans);
      namedGroups = List.copyOf(namedGroups);
      revocationLists = List.copyOf(revocationLists);
    }

    public TlsServer(
        Identity identity,
        ClientAuth clientAuth,
        List<X509Certificate> clientAuthorities,
        List<String> protocols,
        List<String> cipherSuites) {
      this(
          identity,
          clientAuth,
          clientAuthorities,
          protocols,
          cipherSuites,
          List.of(),
          List.of(),
          true,
          List.of());
    }

    /** The same, refusing clients by these revocation lists, which the authorities signed. */
    public TlsServer refusing(List<X509CRL> lists) {
      return new TlsServer(
          identity,
          clientAuth,
          clientAuthorities,
          protocols,
          cipherSuites,
          clientAllowedSans,
          namedGroups,
          preferServerCipherSuites,
          lists);
    }

    /** TLS 1.2 and 1.3 with this identity; clients show no certificate. */
    public static TlsServer of(Identity identity) {
      return new TlsServer(
          identity, ClientAuth.NO_CLIENT_CERT, List.of(), TlsNames.ALL_PROTOCOLS, List.of());
    }
  }

  /**
   * Reads the file; paths in it are relative to its folder.
   *
   * @throws WebConfigException naming file, line where known, what is wrong and what would be right
   */
  public static WebConfig read(Path file) {
    return WebConfigReader.read(file);
  }
}
