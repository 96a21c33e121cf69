package dev.muster.web;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * The little of DER (X.690) that turns the older private-key forms into PKCS#8, the one the JDK
 * reads, and that certificates are made of.
 */
final class Der {
  private static final int INTEGER = 0x02;
  private static final int OCTETS = 0x04;
  private static final int SEQUENCE = 0x30;
  private static final int CURVE = 0xa0;
  private static final byte[] VERSION_0 = {INTEGER, 1, 0};

  /** rsaEncryption, 1.2.840.113549.1.1.1, with its NULL. */
  private static final byte[] RSA = {
    0x06, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 0x05, 0
  };

  /** id-ecPublicKey, 1.2.840.10045.2.1. */
  private static final byte[] EC = {0x06, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

  private final byte[] bytes;
  private int at;

  private Der(byte[] bytes) {
    this.bytes = bytes;
  }

  /** PKCS#8 of a PKCS#1 RSAPrivateKey. */
  static byte[] pkcs8OfRsa(byte[] pkcs1) {
    return element(SEQUENCE, VERSION_0, element(SEQUENCE, RSA), element(OCTETS, pkcs1));
  }

  /**
   * PKCS#8 of a SEC 1 ECPrivateKey that names its curve.
   *
   * @throws IllegalArgumentException if it is damaged or names no curve
   */
  static byte[] pkcs8OfEc(byte[] sec1) {
    var fields = new Der(new Der(sec1).content(SEQUENCE));
    fields.content(INTEGER);
    fields.content(OCTETS);
    var curve = fields.content(CURVE);
    return element(SEQUENCE, VERSION_0, element(SEQUENCE, EC, curve), element(OCTETS, sec1));
  }

  private byte[] content(int tag) {
    if (next() != tag) {
      throw damaged();
    }
    int length = next();
    if (length > 0x80) {
      int octets = length - 0x80;
      if (octets > 3) {
        throw damaged();
      }
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = length << 8 | next();
      }
    }
    if (length > bytes.length - at) {
      throw damaged();
    }
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  private int next() {
    if (at >= bytes.length) {
      throw damaged();
    }
    return bytes[at++] & 0xff;
  }

  private static IllegalArgumentException damaged() {
    return new IllegalArgumentException("damaged DER");
  }

  /** A tag, the length, and the contents one after the other. */
  static byte[] element(int tag, byte[]... contents) {
    var content = new ByteArrayOutputStream();
    for (var part : contents) {
      content.writeBytes(part);
    }
    var element = new ByteArrayOutputStream();
    element.write(tag);
    writeLength(element, content.size());
    element.writeBytes(content.toByteArray());
    return element.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream out, int length) {
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else if (length < 0x10000) {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    } else {
      throw new IllegalArgumentException("an element of " + length + " bytes");
    }
  }
}
