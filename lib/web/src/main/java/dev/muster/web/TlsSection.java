package dev.muster.web;

import dev.muster.web.WebConfig.ClientAuth;
import dev.muster.web.WebConfig.TlsServer;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code tls_server_config}. */
final class TlsSection {
  static final Set<String> KEYS =
      Set.of(
          "cert",
          "cert_file",
          "key",
          "key_file",
          "client_auth_type",
          "client_ca",
          "client_ca_file",
          "client_allowed_sans",
          "min_version",
          "max_version",
          "cipher_suites",
          "prefer_server_cipher_suites",
          "curve_preferences");

  /** Those that name files. */
  static final List<String> FILE_KEYS = List.of("cert_file", "key_file", "client_ca_file");

  private static final List<String> TOO_OLD = List.of("TLS10", "TLS11");
  private static final Map<String, String> VERSIONS =
      Map.of("TLS12", TlsNames.TLS12, "TLS13", TlsNames.TLS13);

  private final YamlSection section;

  private TlsSection(YamlSection section) {
    this.section = section;
  }

  static TlsServer read(YamlSection section) {
    return new TlsSection(section).read();
  }

  private TlsServer read() {
    var clientAuth =
        section.oneOf("client_auth_type", TlsNames.CLIENT_AUTH).orElse(ClientAuth.NO_CLIENT_CERT);
    var protocols = protocols();
    var clientCa = pem("client_ca");
    var authorities = clientAuthorities(clientCa, clientAuth);
    return new TlsServer(
        identity(),
        clientAuth,
        authorities,
        protocols,
        cipherSuites(protocols),
        clientAllowedSans(clientAuth),
        section.texts("curve_preferences").stream()
            .map(curve -> section.oneOf("curve_preferences", curve, TlsNames.CURVES))
            .toList(),
        section.flag("prefer_server_cipher_suites", true),
        revocationLists(clientCa, authorities));
  }

  /** One file that has both is read once, for it may be replaced in between. */
  private Identity identity() {
    var file = section.path("cert_file");
    if (file.isPresent() && file.equals(section.path("key_file"))) {
      var both = required("cert");
      return Identity.of(both, both);
    }
    return Identity.of(required("cert"), required("key"));
  }

  private List<X509CRL> revocationLists(Optional<Pem> clientCa, List<X509Certificate> authorities) {
    var lists = clientCa.map(Pem::revocationLists).orElse(List.of());
    if (!lists.stream().allMatch(list -> RevocationLists.isSigned(list, authorities))) {
      throw section.refuse(
          "client_ca",
          "a revocation list beside the client CAs is signed by none of them; take it out, or add"
              + " the authority that signed it");
    }
    return lists;
  }

  private Pem required(String key) {
    return pem(key)
        .orElseThrow(() -> section.refuse(key + "_file (or " + key + ") is missing; TLS needs it"));
  }

  private Optional<Pem> pem(String key) {
    var path = section.path(key + "_file");
    var text = section.text(key);
    if (path.isPresent() && text.isPresent()) {
      throw section.refuse(key, "both " + key + " and " + key + "_file are given; keep one");
    }
    return path.map(Pem::read).or(() -> text.map(pem -> Pem.parse(section.where(key), pem)));
  }

  private List<X509Certificate> clientAuthorities(Optional<Pem> clientCa, ClientAuth clientAuth) {
    var authorities = clientCa.map(Pem::certificates).orElse(List.of());
    switch (clientAuth) {
      case NO_CLIENT_CERT -> {
        if (!authorities.isEmpty()) {
          throw section.refuse(
              "client CAs are given but client_auth_type is not; set RequireAndVerifyClientCert");
        }
      }
      case VERIFY_CLIENT_CERT_IF_GIVEN, REQUIRE_AND_VERIFY_CLIENT_CERT -> {
        if (authorities.isEmpty()) {
          throw section.refuse(
              "client_auth_type", "clients are to be verified; client_ca_file must say by whom");
        }
      }
      case REQUEST_CLIENT_CERT, REQUIRE_ANY_CLIENT_CERT -> {}
    }
    return authorities;
  }

  private List<String> clientAllowedSans(ClientAuth clientAuth) {
    if (!section.has("client_allowed_sans")) {
      return List.of();
    }
    if (clientAuth != ClientAuth.REQUIRE_ANY_CLIENT_CERT
        && clientAuth != ClientAuth.REQUIRE_AND_VERIFY_CLIENT_CERT) {
      throw section.refuse(
          "client_allowed_sans",
          "client_allowed_sans needs client_auth_type RequireAndVerifyClientCert or"
              + " RequireAnyClientCert");
    }
    var sans = section.texts("client_allowed_sans");
    if (sans.isEmpty()) {
      throw section.refuse(
          "client_allowed_sans", "client_allowed_sans is empty; no client could come in");
    }
    for (var san : sans) {
      try {
        AlternativeNames.plain(san);
      } catch (IllegalArgumentException noAddress) {
        throw section.refuse("client_allowed_sans", "'" + san + "' is no IP address");
      }
    }
    return sans;
  }

  private List<String> protocols() {
    var min = version("min_version").orElse(TlsNames.TLS12);
    var max = version("max_version").orElse(TlsNames.TLS13);
    if (min.compareTo(max) > 0) {
      throw section.refuse("max_version", "max_version is below min_version");
    }
    return TlsNames.ALL_PROTOCOLS.stream()
        .filter(version -> version.compareTo(min) >= 0 && version.compareTo(max) <= 0)
        .toList();
  }

  private Optional<String> version(String key) {
    section
        .text(key)
        .filter(TOO_OLD::contains)
        .ifPresent(old -> {
          throw section.refuse(key, old + " is no longer safe; use TLS12 or TLS13");
        });
    return section.oneOf(key, VERSIONS);
  }

  /** The named suites; as with Go, those of TLS 1.3 always stand. */
  private List<String> cipherSuites(List<String> protocols) {
    var named = section.texts("cipher_suites");
    for (var suite : named) {
      if (!TlsNames.TLS12_SUITES.contains(suite) && !TlsNames.TLS13_SUITES.contains(suite)) {
        throw section.refuse(
            "cipher_suites",
            "'"
                + suite
                + "' is no cipher suite that is known and safe; an example is"
                + " TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
      }
    }
    if (named.isEmpty()) {
      return List.of();
    }
    var suites = new ArrayList<>(named);
    if (protocols.contains(TlsNames.TLS13)) {
      TlsNames.TLS13_SUITES.stream().filter(suite -> !named.contains(suite)).forEach(suites::add);
    } else {
      suites.removeAll(TlsNames.TLS13_SUITES);
    }
    return List.copyOf(suites);
  }
}
