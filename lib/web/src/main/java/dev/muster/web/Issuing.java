package dev.muster.web;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import okhttp3.tls.HeldCertificate;

/** Making keys (EC P-256) and certificates with random serial numbers. */
final class Issuing {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Issuing() {}

  static HeldCertificate.Builder certificate(String commonName, Instant now, Instant end) {
    return new HeldCertificate.Builder()
        .ecdsa256()
        .commonName(commonName)
        .organizationalUnit(SelfSigned.UNIT)
        .serialNumber(SelfSigned.serialNumber(RANDOM))
        .validityInterval(now.minus(SelfSigned.CLOCK_SKEW).toEpochMilli(), end.toEpochMilli());
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
