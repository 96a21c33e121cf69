package dev.muster.promql;

import dev.muster.metrics.Labels;
import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The hash XXH64 with seed 0. Prometheus chooses series by it, so that with it the same are chosen.
 *
 * @see <a href="https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md">its definition</a>
 */
final class XxHash {
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_3 = 0x165667B19E3779F9L;
  private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
  private static final long PRIME_5 = 0x27D4EB2F165667C5L;
  private static final int LANES = 4;
  private static final int STRIPE = 32;
  private static final int LONG_TEXT = 255;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private XxHash() {}

  /** The hash of labels: of each name and value in order, each after its length. */
  static long of(Labels labels) {
    var bytes = new ByteArrayOutputStream();
    labels.forEach((name, value) -> {
      append(name, bytes);
      append(value, bytes);
    });
    return of(bytes.toByteArray());
  }

  private static void append(String text, ByteArrayOutputStream bytes) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    if (encoded.length < LONG_TEXT) {
      bytes.write(encoded.length);
    } else {
      bytes.write(LONG_TEXT);
      bytes.write(encoded.length);
      bytes.write(encoded.length >> 8);
      bytes.write(encoded.length >> 16);
    }
    bytes.writeBytes(encoded);
  }

  static long of(byte[] data) {
    int stripes = data.length / STRIPE * STRIPE;
    long hash = (stripes == 0 ? PRIME_5 : ofStripes(data, stripes)) + data.length;
    int at = stripes;
    for (; at + Long.BYTES <= data.length; at += Long.BYTES) {
      hash ^= round(0, (long) LONG.get(data, at));
      hash = Long.rotateLeft(hash, 27) * PRIME_1 + PRIME_4;
    }
    if (at + Integer.BYTES <= data.length) {
      hash ^= Integer.toUnsignedLong((int) INT.get(data, at)) * PRIME_1;
      hash = Long.rotateLeft(hash, 23) * PRIME_2 + PRIME_3;
      at += Integer.BYTES;
    }
    for (; at < data.length; at++) {
      hash ^= Byte.toUnsignedLong(data[at]) * PRIME_5;
      hash = Long.rotateLeft(hash, 11) * PRIME_1;
    }
    hash = (hash ^ (hash >>> 33)) * PRIME_2;
    hash = (hash ^ (hash >>> 29)) * PRIME_3;
    return hash ^ (hash >>> 32);
  }

  private static long ofStripes(byte[] data, int end) {
    long[] lanes = {PRIME_1, PRIME_2, 0, -PRIME_1};
    lanes[0] += PRIME_2;
    for (int at = 0; at < end; at += STRIPE) {
      for (int lane = 0; lane < LANES; lane++) {
        lanes[lane] = round(lanes[lane], (long) LONG.get(data, at + lane * Long.BYTES));
      }
    }
    int[] turns = {1, 7, 12, 18};
    long hash = 0;
    for (int lane = 0; lane < LANES; lane++) {
      hash += Long.rotateLeft(lanes[lane], turns[lane]);
    }
    for (long lane : lanes) {
      hash = (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
    }
    return hash;
  }

  private static long round(long lane, long input) {
    return Long.rotateLeft(lane + input * PRIME_2, 31) * PRIME_1;
  }
}
