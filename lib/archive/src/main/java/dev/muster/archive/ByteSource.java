package dev.muster.archive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Reads what {@link ByteSink} wrote, and nothing outside of it: what would lie beyond the end is a
 * {@link DamagedBlobException}.
 */
final class ByteSource {
  /** How many bits a window has at least. */
  static final int WINDOW = 57;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final int end;
  private long bit;

  ByteSource(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    this.bytes = bytes;
    this.end = offset + length;
    this.bit = 8L * offset;
  }

  /** The byte that is read next; bits before it in a byte begun count as read. */
  int position() {
    return (int) Math.min(Integer.MAX_VALUE, (bit + 7) >>> 3);
  }

  int remaining() {
    return end - position();
  }

  DamagedBlobException damaged(String what) {
    return new DamagedBlobException(what, position());
  }

  int readByte() {
    int at = position();
    if (at >= end) {
      throw damaged("the end");
    }
    bit = 8L * at + 8;
    return bytes[at] & 0xFF;
  }

  long readLong() {
    int at = position();
    if (end - at < Long.BYTES) {
      throw damaged("the end");
    }
    bit = 8L * at + Long.SIZE;
    return (long) LONGS.get(bytes, at);
  }

  long readVarint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = readByte();
      value |= (next & 0x7FL) << shift;
      if (next < 0x80) {
        if (shift == 63 && next > 1) {
          break;
        }
        return value;
      }
    }
    throw damaged("an integer of more than 64 bits");
  }

  long readZigzag() {
    return unzigzag(readVarint());
  }

  /** A varint that must lie between two bounds, both included. */
  int readCount(int least, int most, String what) {
    long value = readVarint();
    if (value < least || value > most) {
      throw damaged(
          "%s %s outside %d to %d".formatted(Long.toUnsignedString(value), what, least, most));
    }
    return (int) value;
  }

  /** The next bits, 0 to 64 of them. */
  long readBits(int width) {
    if (width > 32) {
      long low = readBits(32);
      return low | readBits(width - 32) << 32;
    }
    long value = window(bit) & ((1L << width) - 1);
    skipTo(bit + width);
    return value;
  }

  long bit() {
    return bit;
  }

  /** Goes on at this bit of the array, which must not lie beyond the end. */
  void skipTo(long next) {
    if (next > 8L * end) {
      throw damaged("the end");
    }
    bit = next;
  }

  void align() {
    bit = (bit + 7) & ~7L;
  }

  /** At least {@link #WINDOW} bits from this one on, the first lowest; zeros beyond the end. */
  long window(long from) {
    long at = from >>> 3;
    if (at <= end - Long.BYTES) {
      return (long) LONGS.get(bytes, (int) at) >>> (from & 7);
    }
    long value = 0;
    for (int i = 0; at + i < end; i++) {
      value |= (bytes[(int) at + i] & 0xFFL) << (8 * i);
    }
    return value >>> (from & 7);
  }

  static long unzigzag(long value) {
    return (value >>> 1) ^ -(value & 1);
  }
}
