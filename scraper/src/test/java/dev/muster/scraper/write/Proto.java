package dev.muster.scraper.write;

import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes protobuf messages, good and bad. */
final class Proto {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static byte[] snappy(byte[] message) {
    var snappy = new SnappyJavaCompressor();
    var room = new byte[snappy.maxCompressedLength(message.length)];
    int length = snappy.compress(message, 0, message.length, room, 0, room.length);
    return Arrays.copyOf(room, length);
  }

  Proto varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  Proto number(int field, long value) {
    return varint((long) field << 3).varint(value);
  }

  Proto bytes(int field, byte[] value) {
    varint((long) field << 3 | 2).varint(value.length);
    out.writeBytes(value);
    return this;
  }

  Proto text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Proto message(int field, Proto value) {
    return bytes(field, value.toBytes());
  }

  Proto doubleValue(int field, double value) {
    varint((long) field << 3 | 1);
    long bits = Double.doubleToRawLongBits(value);
    for (int shift = 0; shift < Long.SIZE; shift += 8) {
      out.write((int) (bits >>> shift));
    }
    return this;
  }

  Proto raw(int... bytes) {
    for (int one : bytes) {
      out.write(one);
    }
    return this;
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  /** Value and timestamp. */
  static Proto sample(double value, long time) {
    return new Proto().doubleValue(1, value).number(2, time);
  }

  /** A series of remote write 1.0 from name, value, name, value …. */
  static Proto series(String... labels) {
    var series = new Proto();
    for (int i = 0; i < labels.length; i += 2) {
      series.message(1, new Proto().text(1, labels[i]).text(2, labels[i + 1]));
    }
    return series;
  }
}
