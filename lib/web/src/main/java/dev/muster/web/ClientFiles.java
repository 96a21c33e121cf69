package dev.muster.web;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What stands in the {@code config} folder of an exporter that the server put on a PC: whoever asks
 * must show a certificate of the fleet's authority for the scraper, or for a Prometheus that took
 * over.
 */
public final class ClientFiles {
  /** The web config's name. */
  public static final String WEB_CONFIG = "web-config.yml";

  /** Key and chain of certificates in one file, so that a renewal is one rename. Mode 0600. */
  public static final String IDENTITY = "identity.pem";

  /** The fleet's authority, and its revocation list behind it. */
  public static final String AUTHORITY = "authority.pem";

  /** Who alone may renew an exporter's certificate. */
  public static final String SCRAPER = "scraper" + Issued.CLIENT_SUFFIX;

  private static final List<String> ALLOWED = List.of(SCRAPER, "prometheus" + Issued.CLIENT_SUFFIX);

  private ClientFiles() {}

  /** Whether a certificate is one for the fleet's scraper; who issued it is not looked at. */
  public static boolean isScraper(X509Certificate certificate) {
    return Issued.of(certificate, null).names().contains(SCRAPER);
  }

  /** The text of the web config. */
  public static String webConfig() {
    return """
    tls_server_config:
      cert_file: %s
      key_file: %s
      client_auth_type: RequireAndVerifyClientCert
      client_ca_file: %s
      client_allowed_sans: [%s]
    """
        .formatted(
            IDENTITY, IDENTITY, AUTHORITY, ALLOWED.stream().collect(Collectors.joining(", ")));
  }
}
