package dev.muster.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate (X.509 version 3, RFC 5280) with its key (EC P-256), signed by that key itself. It
 * is put together here, for an exporter makes one at its first start and needs no library for it.
 */
final class SelfSigned {
  /** How far a client's clock may be behind the issuer's. */
  static final Duration CLOCK_SKEW = Duration.ofHours(1);

  /** The organizational unit of all subjects. */
  static final String UNIT = "Muster";

  private static final int INTEGER = 0x02;
  private static final int BITS = 0x03;
  private static final int OCTETS = 0x04;
  private static final int UTF8 = 0x0c;
  static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;

  private static final byte[] VERSION_3 = {INTEGER, 1, 2};
  private static final byte[] ORGANIZATIONAL_UNIT = {0x06, 3, 0x55, 4, 11};
  private static final byte[] COMMON_NAME = {0x06, 3, 0x55, 4, 3};
  private static final byte[] ALTERNATIVE_NAMES = {0x06, 3, 0x55, 0x1d, 17};

  /** ecdsa-with-SHA256, 1.2.840.10045.4.3.2. */
  static final byte[] ECDSA_SHA256 = {0x06, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2};

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  /** The first moment that is not written with a year of two digits. */
  private static final Instant LONG_YEARS = Instant.parse("2050-01-01T00:00:00Z");

  private final KeyPair keys;
  private final byte[] certificate;

  private SelfSigned(KeyPair keys, byte[] certificate) {
    this.keys = keys;
    this.certificate = certificate;
  }

  /**
   * Makes one.
   *
   * @param names DNS names and IP addresses it is for
   */
  static SelfSigned make(String commonName, List<String> names, Instant start, Instant end) {
    try {
      var random = new SecureRandom();
      var keys = newKey();
      var algorithm = Der.element(SEQUENCE, ECDSA_SHA256);
      var subject = subject(commonName);
      var content =
          Der.element(
              SEQUENCE,
              Der.element(VERSION, VERSION_3),
              Der.element(INTEGER, serialNumber(random).toByteArray()),
              algorithm,
              subject,
              Der.element(SEQUENCE, time(start), time(end)),
              subject,
              keys.getPublic().getEncoded(),
              Der.element(EXTENSIONS, Der.element(SEQUENCE, alternatives(names))));
      var signer = Signature.getInstance("SHA256withECDSA");
      signer.initSign(keys.getPrivate(), random);
      signer.update(content);
      return new SelfSigned(keys, Der.element(SEQUENCE, content, algorithm, bits(signer.sign())));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java cannot sign with EC P-256 keys", missing);
    }
  }

  /** An EC P-256 key. */
  static KeyPair newKey() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), new SecureRandom());
      return generator.generateKeyPair();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java cannot make EC P-256 keys", missing);
    }
  }

  /** The DER of a subject. */
  static byte[] subject(String commonName) {
    return Der.element(SEQUENCE, name(ORGANIZATIONAL_UNIT, UNIT), name(COMMON_NAME, commonName));
  }

  /** Random, and never of less than 127 bits. */
  static BigInteger serialNumber(SecureRandom random) {
    return new BigInteger(126, random).setBit(126);
  }

  private static byte[] name(byte[] type, String value) {
    return Der.element(SET, Der.element(SEQUENCE, type, Der.element(UTF8, value.getBytes(UTF_8))));
  }

  private static byte[] time(Instant when) {
    var text = TIME.format(when);
    return when.isBefore(LONG_YEARS)
        ? Der.element(UTC_TIME, text.substring(2).getBytes(US_ASCII))
        : Der.element(GENERALIZED_TIME, text.getBytes(US_ASCII));
  }

  private static byte[] alternatives(List<String> names) {
    var all = new ArrayList<byte[]>();
    for (var name : names) {
      all.add(
          AlternativeNames.isAddress(name)
              ? Der.element(IP_ADDRESS, InetAddress.ofLiteral(name).getAddress())
              : Der.element(DNS_NAME, name.getBytes(US_ASCII)));
    }
    var list = Der.element(SEQUENCE, all.toArray(byte[][]::new));
    return Der.element(SEQUENCE, ALTERNATIVE_NAMES, Der.element(OCTETS, list));
  }

  /** A whole number of octets, as bits. */
  static byte[] bits(byte[] octets) {
    return Der.element(BITS, new byte[] {0}, octets);
  }

  Identity identity() {
    return new Identity(
        keys.getPrivate(), Pem.parse("a new certificate", certificatePem()).certificates());
  }

  String certificatePem() {
    return Pem.text("CERTIFICATE", certificate);
  }

  /** PKCS#8. */
  String keyPem() {
    return Pem.text("PRIVATE KEY", keys.getPrivate().getEncoded());
  }
}
