package dev.muster.rollout.enroll;

import dev.muster.archive.account.StoredEnrollment;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Issued;
import dev.muster.web.Issued.Kind;
import dev.muster.web.WebConfigException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates that a client of the same name had before a machine enrolled: they are revoked
 * once that machine took its own, so that whoever has an old key passes for the client no more.
 */
final class OldCertificates {
  private static final Logger log = LoggerFactory.getLogger(OldCertificates.class);

  private final CertificateAuthority authority;
  private final InstantSource clock;

  OldCertificates(CertificateAuthority authority, InstantSource clock) {
    this.authority = authority;
    this.clock = clock;
  }

  /** Revokes those of before; without effect where that was done already. */
  void revoke(StoredEnrollment taken) {
    try {
      before(taken).forEach(one -> authority.revoke(one.serial()));
    } catch (WebConfigException e) {
      log.warn(
          "msg=\"the old certificate of a machine that enrolled anew was not revoked\" name={}"
              + " reason=\"{}\"",
          taken.host().name(),
          e.getMessage());
    }
  }

  /** None where its own is not known any more: then others may be newer. */
  private List<Issued> before(StoredEnrollment taken) {
    var serial = serial(taken.chain());
    var all = authority.issued();
    if (all.stream().noneMatch(one -> one.serial().equals(serial))) {
      return List.of();
    }
    var name = taken.host().name();
    var now = clock.instant();
    return all.stream()
        .takeWhile(one -> !one.serial().equals(serial))
        .filter(one -> one.kind() == Kind.EXPORTER && one.name().equalsIgnoreCase(name))
        .filter(one -> one.revokedAt() == null && now.isBefore(one.notAfter()))
        .toList();
  }

  private static BigInteger serial(String chain) {
    try (var pem = new ByteArrayInputStream(chain.getBytes(StandardCharsets.US_ASCII))) {
      var first = CertificateFactory.getInstance("X.509").generateCertificate(pem);
      return ((X509Certificate) first).getSerialNumber();
    } catch (CertificateException | IOException e) {
      throw new IllegalStateException("the chain was made here", e);
    }
  }
}
