package dev.muster.exporter.dbus;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Puts values into bytes as D-Bus wants them, the lowest byte first, each at its place. */
final class DbusWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Goes to the next multiple. */
  DbusWriter align(int multiple) {
    while (bytes.size() % multiple != 0) {
      bytes.write(0);
    }
    return this;
  }

  DbusWriter int8(int value) {
    bytes.write(value);
    return this;
  }

  DbusWriter int32(int value) {
    align(4);
    for (int shift = 0; shift < 32; shift += 8) {
      bytes.write(value >> shift);
    }
    return this;
  }

  DbusWriter int64(long value) {
    align(8);
    return int32((int) value).int32((int) (value >> 32));
  }

  /** A text or the path of an object. */
  DbusWriter text(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    int32(encoded.length);
    bytes.writeBytes(encoded);
    bytes.write(0);
    return this;
  }

  DbusWriter signature(String signature) {
    byte[] encoded = signature.getBytes(StandardCharsets.US_ASCII);
    bytes.write(encoded.length);
    bytes.writeBytes(encoded);
    bytes.write(0);
    return this;
  }

  /** What was written elsewhere, from a place with the same remainder of eight. */
  DbusWriter raw(byte[] written) {
    bytes.writeBytes(written);
    return this;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
