package dev.muster.archive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bytes that grow at their end, in the notation of {@code docs/formats/columns.md}. Bits are
 * collected apart: {@link #align} brings them to the bytes before anything else is written.
 */
final class ByteSink {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes;
  private int size;
  private long pending;
  private int pendingBits;

  ByteSink() {
    this(256);
  }

  ByteSink(int room) {
    bytes = new byte[Math.max(16, room)];
  }

  int size() {
    return size;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /** Forgets what was written from this size on. */
  void truncate(int smaller) {
    if (smaller < 0 || smaller > size) {
      throw new IllegalArgumentException(smaller + " is not within the " + size + " bytes");
    }
    size = smaller;
    pending = 0;
    pendingBits = 0;
  }

  void writeByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  void writeBytes(byte[] from, int offset, int length) {
    reserve(length);
    System.arraycopy(from, offset, bytes, size, length);
    size += length;
  }

  void writeAll(ByteSink other) {
    writeBytes(other.bytes, 0, other.size);
  }

  void writeLong(long value) {
    reserve(Long.BYTES);
    LONGS.set(bytes, size, value);
    size += Long.BYTES;
  }

  /** The value as an unsigned number. */
  void writeVarint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  void writeZigzag(long value) {
    writeVarint(zigzag(value));
  }

  /** The lowest bits of the value, 0 to 64 of them; those above must be zero. */
  void writeBits(long value, int width) {
    pending |= value << pendingBits;
    int total = pendingBits + width;
    if (total >= Long.SIZE) {
      writeLong(pending);
      pending = pendingBits == 0 ? 0 : value >>> (Long.SIZE - pendingBits);
      total -= Long.SIZE;
    }
    pendingBits = total;
  }

  /** Zero bits up to the end of the byte. */
  void align() {
    for (; pendingBits > 0; pendingBits -= Byte.SIZE) {
      writeByte((int) pending);
      pending >>>= Byte.SIZE;
    }
    pending = 0;
    pendingBits = 0;
  }

  static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
    }
  }
}
