package dev.muster.web;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import okhttp3.tls.HeldCertificate;

/** Making keys (EC P-256) and certificates with random serial numbers. */
final class Issuing {
  /** How far a client's clock may be behind the issuer's. */
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);

  private static final SecureRandom RANDOM = new SecureRandom();

  private Issuing() {}

  static HeldCertificate.Builder certificate(String commonName, Instant now, Instant end) {
    return new HeldCertificate.Builder()
        .ecdsa256()
        .commonName(commonName)
        .organizationalUnit("Muster")
        .serialNumber(new BigInteger(126, RANDOM).setBit(126))
        .validityInterval(now.minus(CLOCK_SKEW).toEpochMilli(), end.toEpochMilli());
  }

  static HeldCertificate.Builder names(HeldCertificate.Builder builder, List<String> names) {
    for (var name : names) {
      builder.addSubjectAlternativeName(name);
    }
    return builder;
  }

  static Identity identity(HeldCertificate held) {
    return new Identity(held.keyPair().getPrivate(), List.of(held.certificate()));
  }
}
