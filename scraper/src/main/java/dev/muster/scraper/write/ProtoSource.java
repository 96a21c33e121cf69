package dev.muster.scraper.write;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Steps through the fields of a protobuf message. Whoever does not know a field {@link #skip skips}
 * it.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>
 */
final class ProtoSource {
  /** Wire types. */
  static final int VARINT = 0;

  static final int FIXED64 = 1;
  static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final int end;
  private int at;
  private int field;
  private int wireType;

  ProtoSource(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private ProtoSource(byte[] bytes, int at, int end) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** Goes to the next field; false at the end of the message. */
  boolean next() {
    if (at == end) {
      return false;
    }
    long tag = varint();
    wireType = (int) (tag & 7);
    if (tag >>> 3 == 0 || tag >>> 3 > 0x1FFFFFFF) {
      throw broken("field " + (tag >>> 3));
    }
    field = (int) (tag >>> 3);
    return true;
  }

  int field() {
    return field;
  }

  boolean isBytes() {
    return wireType == BYTES;
  }

  /** Passes over the value of the field. */
  void skip() {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> advance(8);
      case BYTES -> message();
      case FIXED32 -> advance(4);
      default -> throw broken("the wire type " + wireType + " of field " + field);
    }
  }

  /** An integer of up to 64 bits. */
  long number() {
    require(VARINT);
    return varint();
  }

  double doubleValue() {
    require(FIXED64);
    int from = advance(8);
    return Double.longBitsToDouble((long) LONGS.get(bytes, from));
  }

  /** A message within, or packed numbers. */
  ProtoSource message() {
    require(BYTES);
    long length = varint();
    if (length < 0 || length > end - at) {
      throw broken("the length %d of field %d".formatted(length, field));
    }
    int from = advance((int) length);
    return new ProtoSource(bytes, from, at);
  }

  /** Whether a message of packed numbers has more of them. */
  boolean hasMore() {
    return at < end;
  }

  /**
   * A text of at most so many bytes.
   *
   * @param what it is, for the sentence
   */
  String text(int most, String what) {
    var text = message();
    int length = text.end - text.at;
    if (length > most) {
      throw new BadWriteException(
          "%s of %d bytes, and %d are taken; make it shorter".formatted(what, length, most));
    }
    return text.utf8(what);
  }

  private String utf8(String what) {
    var text = new String(bytes, at, end - at, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0
        && !Arrays.equals(
            text.getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(bytes, at, end))) {
      throw new BadWriteException(what + " is not UTF-8");
    }
    return text;
  }

  private void require(int wanted) {
    if (wireType != wanted) {
      throw broken("the wire type %d of field %d".formatted(wireType, field));
    }
  }

  private int advance(int length) {
    if (end - at < length) {
      throw broken("the end within field " + field);
    }
    int from = at;
    at += length;
    return from;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (at == end) {
        throw broken("the end within a number");
      }
      byte next = bytes[at++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        if (shift == 63 && next > 1) {
          break;
        }
        return value;
      }
    }
    throw broken("a number of more than 64 bits");
  }

  private BadWriteException broken(String what) {
    return new BadWriteException(
        "the body is no protobuf message of remote write: %s at byte %d".formatted(what, at));
  }
}
