package dev.muster.rollout;

import dev.muster.fleet.Client;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Issued;
import dev.muster.web.Tls;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** What the fleet's own authority gives. */
public final class AuthorityCredentials implements Credentials {
  private final CertificateAuthority authority;
  private final InstantSource clock;

  public AuthorityCredentials(CertificateAuthority authority, InstantSource clock) {
    this.authority = authority;
    this.clock = clock;
  }

  @Override
  public String authorityPem() {
    return authority.authorityPem();
  }

  @Override
  public String issue(Client client) {
    return CertificateAuthority.identityPem(
        authority.issueExporter(client.name(), List.of(client.ip())));
  }

  @Override
  public String due(Client client, String certificates) {
    if (certificates.isBlank()) {
      return "it has none";
    }
    var first = first(certificates);
    if (first.isEmpty()) {
      return "the one there cannot be read";
    }
    var certificate = first.get();
    if (!authority.isOurs(certificate)) {
      return "the one there is another authority's";
    }
    if (revoked().contains(certificate.getSerialNumber())) {
      return "the one there is revoked";
    }
    if (!clock.instant().isBefore(CertificateAuthority.renewal(certificate))) {
      return "two thirds of its life are over";
    }
    return names(certificate, client) ? "" : "the one there has another name or address";
  }

  private Set<BigInteger> revoked() {
    return authority.issued().stream()
        .filter(one -> one.revokedAt() != null)
        .map(Issued::serial)
        .collect(Collectors.toSet());
  }

  /** As the scraper takes it: the client's name or its address. */
  private static boolean names(X509Certificate certificate, Client client) {
    return PageCheck.names(certificate, client);
  }

  private static Optional<X509Certificate> first(String pem) {
    try {
      var made =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
      return made.stream().map(X509Certificate.class::cast).findFirst();
    } catch (CertificateException damaged) {
      return Optional.empty();
    }
  }

  @Override
  public SSLContext scraper() {
    return Tls.context(authority.issueClient("scraper"), authority.trust());
  }
}
