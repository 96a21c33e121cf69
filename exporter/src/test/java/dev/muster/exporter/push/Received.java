package dev.muster.exporter.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a receiver makes of a request, by another's snappy and the words of the specification. */
record Received(Map<String, String> labels, long bits, long timeMillis) {
  double value() {
    return Double.longBitsToDouble(bits);
  }

  String name() {
    return labels.getOrDefault("__name__", "");
  }

  static List<Received> of(byte[] compressed) {
    return decode(decompress(compressed));
  }

  static byte[] decompress(byte[] compressed) {
    var snappy = new SnappyJavaDecompressor();
    var plain = new byte[snappy.getUncompressedLength(compressed, 0)];
    int length = snappy.decompress(compressed, 0, compressed.length, plain, 0, plain.length);
    return Arrays.copyOf(plain, length);
  }

  static List<Received> decode(byte[] message) {
    List<Received> all = new ArrayList<>();
    var in = ByteBuffer.wrap(message);
    while (in.hasRemaining()) {
      expect(in, (1 << 3) | 2);
      series(part(in), all);
    }
    return all;
  }

  private static void series(ByteBuffer in, List<Received> all) {
    Map<String, String> labels = new TreeMap<>();
    String before = "";
    while (in.hasRemaining()) {
      int tag = in.get();
      ByteBuffer part = part(in);
      if (tag == ((1 << 3) | 2)) {
        expect(part, (1 << 3) | 2);
        String name = text(part(part));
        expect(part, (2 << 3) | 2);
        labels.put(name, text(part(part)));
        if (before.compareTo(name) >= 0) {
          throw new AssertionError("labels not sorted: " + before + ", " + name);
        }
        before = name;
      } else {
        if (tag != ((2 << 3) | 2)) {
          throw new AssertionError("field " + tag);
        }
        expect(part, (1 << 3) | 1);
        long bits = part.order(ByteOrder.LITTLE_ENDIAN).getLong();
        expect(part, 2 << 3);
        all.add(new Received(labels, bits, varint(part)));
      }
    }
  }

  private static void expect(ByteBuffer in, int tag) {
    int found = in.get();
    if (found != tag) {
      throw new AssertionError("field %d instead of %d".formatted(found, tag));
    }
  }

  private static ByteBuffer part(ByteBuffer in) {
    int length = (int) varint(in);
    ByteBuffer part = in.slice(in.position(), length);
    in.position(in.position() + length);
    return part;
  }

  private static String text(ByteBuffer in) {
    return UTF_8.decode(in).toString();
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    int shift = 0;
    byte part;
    do {
      part = in.get();
      value |= (part & 0x7fL) << shift;
      shift += 7;
    } while (part < 0);
    return value;
  }
}
