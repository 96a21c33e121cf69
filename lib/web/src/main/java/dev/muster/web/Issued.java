package dev.muster.web;

import java.math.BigInteger;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that an authority issued.
 *
 * @param name of whom: the client's name in the fleet, {@code server}, {@code scraper} …
 * @param revokedAt null while it counts
 * @param sha256 64 lower-case hexadecimal digits
 * @param names its alternative names
 */
public record Issued(
    BigInteger serial,
    String name,
    Kind kind,
    Instant notBefore,
    Instant notAfter,
    @Nullable Instant revokedAt,
    String sha256,
    List<String> names) {
  /** What a certificate is for. */
  public enum Kind {
    /** A server of the fleet itself. */
    SERVER,
    /** A program that asks others, such as the scraper. */
    CLIENT,
    /** The exporter of a client. */
    EXPORTER
  }

  static final String CLIENT_SUFFIX = ".client.muster.invalid";
  static final String EXPORTER_SUFFIX = ".exporter.muster.invalid";

  public Issued {
    names = List.copyOf(names);
  }

  /** What a certificate says of itself; whether it was revoked is not looked at. */
  public static Issued read(X509Certificate certificate) {
    return of(certificate, null);
  }

  static Issued of(X509Certificate certificate, @Nullable Instant revokedAt) {
    var names = names(certificate);
    return new Issued(
        certificate.getSerialNumber(),
        commonName(certificate),
        kind(names),
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant(),
        revokedAt,
        HexFormat.of().formatHex(Identity.sha256(certificate)),
        List.copyOf(names));
  }

  /** The serial number as it is shown and typed: lower-case hexadecimal digits. */
  public String serialHex() {
    return serial.toString(16);
  }

  /** When it is to be renewed: at two thirds of its life. */
  public Instant renewal() {
    return CertificateAuthority.renewal(notBefore, notAfter);
  }

  static Kind kind(Set<String> names) {
    if (names.stream().anyMatch(name -> name.endsWith(EXPORTER_SUFFIX))) {
      return Kind.EXPORTER;
    }
    return names.stream().anyMatch(name -> name.endsWith(CLIENT_SUFFIX))
        ? Kind.CLIENT
        : Kind.SERVER;
  }

  private static Set<String> names(X509Certificate certificate) {
    try {
      return AlternativeNames.of(certificate);
    } catch (CertificateParsingException damaged) {
      return Set.of();
    }
  }

  /** The subject's common name; "" where it has none. */
  static String commonName(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .map(part -> String.valueOf(part.getValue()))
              .findFirst()
              .orElse("");
    } catch (InvalidNameException unreadable) {
      return "";
    }
  }
}
