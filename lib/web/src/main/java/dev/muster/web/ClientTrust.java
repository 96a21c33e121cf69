package dev.muster.web;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which clients' certificates a server takes: any, or those of its authorities, or by name. */
final class ClientTrust extends SimpleTrust {
  private final @Nullable AuthorityTrust authorities;
  private final Set<String> allowedNames;

  ClientTrust(WebConfig.TlsServer server) {
    authorities =
        switch (server.clientAuth()) {
          case REQUEST_CLIENT_CERT, REQUIRE_ANY_CLIENT_CERT -> null;
          case NO_CLIENT_CERT, VERIFY_CLIENT_CERT_IF_GIVEN, REQUIRE_AND_VERIFY_CLIENT_CERT ->
              new AuthorityTrust(server.clientAuthorities(), server::revocationLists);
        };
    allowedNames =
        server.clientAllowedSans().stream()
            .map(AlternativeNames::plain)
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  void check(X509Certificate[] chain) throws CertificateException {
    if (authorities != null) {
      authorities.checkClientTrusted(chain, "UNKNOWN");
    }
    if (!allowedNames.isEmpty() && !named(chain[0])) {
      throw new CertificateException(
          "the client's certificate is for "
              + AlternativeNames.of(chain[0])
              + ", none of them allowed");
    }
  }

  private boolean named(X509Certificate certificate) throws CertificateException {
    var names = AlternativeNames.of(certificate);
    return allowedNames.stream()
        .anyMatch(
            allowed -> names.contains(allowed) || names.contains(allowed.toLowerCase(Locale.ROOT)));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities == null ? super.getAcceptedIssuers() : authorities.getAcceptedIssuers();
  }
}
