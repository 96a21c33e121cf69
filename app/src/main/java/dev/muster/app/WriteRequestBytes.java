package dev.muster.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.archive.PushedSeries;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * A {@code prometheus.WriteRequest} as snappy's block format holds it. It is made of literals
 * alone: what takes requests takes that, and an import goes over a fast line or none.
 *
 * @see <a href="https://prometheus.io/docs/specs/prw/remote_write_spec/">remote write 1.0</a>
 */
final class WriteRequestBytes {
  private static final int LITERAL = 1 << 16;

  private WriteRequestBytes() {}

  static byte[] of(List<PushedSeries> batch) {
    var message = new ByteArrayOutputStream(1 << 16);
    batch.forEach(series -> field(1, series(series), message));
    return literals(message.toByteArray());
  }

  private static byte[] series(PushedSeries series) {
    var out = new ByteArrayOutputStream(256 + 24 * series.size());
    series
        .labels()
        .forEach((name, value) -> {
          var label = new ByteArrayOutputStream(64);
          field(1, name.getBytes(UTF_8), label);
          field(2, value.getBytes(UTF_8), label);
          field(1, label.toByteArray(), out);
        });
    for (int i = 0; i < series.size(); i++) {
      var sample = new ByteArrayOutputStream(24);
      sample.write(1 << 3 | 1);
      long bits = Double.doubleToRawLongBits(series.values()[i]);
      for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
        sample.write((int) (bits >>> shift));
      }
      sample.write(2 << 3);
      varint(series.timesMillis()[i], sample);
      field(2, sample.toByteArray(), out);
    }
    return out.toByteArray();
  }

  private static void field(int number, byte[] value, ByteArrayOutputStream out) {
    out.write(number << 3 | 2);
    varint(value.length, out);
    out.writeBytes(value);
  }

  private static void varint(long value, ByteArrayOutputStream out) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /** Literals of up to 64 KiB, whose length less 1 stands in two bytes behind the tag. */
  private static byte[] literals(byte[] message) {
    var out = new ByteArrayOutputStream(message.length + message.length / LITERAL * 3 + 16);
    varint(message.length, out);
    for (int from = 0; from < message.length; from += LITERAL) {
      int length = Math.min(LITERAL, message.length - from);
      out.write(61 << 2);
      out.write(length - 1);
      out.write((length - 1) >>> 8);
      out.write(message, from, length);
    }
    return out.toByteArray();
  }
}
