package dev.muster.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Bytes that grow, with the primitives of the protocol buffers' wire format. */
public final class Bytes {
  private byte[] array;
  private int size;

  /** With room for so many at first. */
  public Bytes(int capacity) {
    array = new byte[capacity];
  }

  public int size() {
    return size;
  }

  /** The array behind it, of which {@link #size} bytes count. */
  public byte[] array() {
    return array;
  }

  public byte[] copy() {
    return Arrays.copyOf(array, size);
  }

  public Bytes one(int value) {
    ensure(1);
    array[size++] = (byte) value;
    return this;
  }

  /** None of them any more; the room stays. */
  public Bytes clear() {
    size = 0;
    return this;
  }

  /** Seven bits a byte, the lowest first; the number is taken as unsigned. */
  public Bytes varint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      array[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    array[size++] = (byte) rest;
    return this;
  }

  public Bytes fixed32(int value) {
    ensure(Integer.BYTES);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      array[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  public Bytes fixed64(long value) {
    return fixed32((int) value).fixed32((int) (value >>> Integer.SIZE));
  }

  public Bytes raw(byte[] bytes) {
    return raw(bytes, bytes.length);
  }

  public Bytes raw(byte[] bytes, int length) {
    ensure(length);
    System.arraycopy(bytes, 0, array, size, length);
    size += length;
    return this;
  }

  /** A field of bytes, its length before it. */
  public Bytes field(int number, byte[] bytes) {
    return varint(((long) number << 3) | 2).varint(bytes.length).raw(bytes);
  }

  public Bytes field(int number, String text) {
    return field(number, text.getBytes(UTF_8));
  }

  /** A field that is a message. */
  public Bytes field(int number, Bytes message) {
    return varint(((long) number << 3) | 2).delimited(message);
  }

  /** A message behind its length. */
  public Bytes delimited(Bytes message) {
    return varint(message.size).raw(message.array, message.size);
  }

  /** A field of an unsigned whole number. */
  public Bytes number(int number, long value) {
    return varint((long) number << 3).varint(value);
  }

  /** A field of a double, bit for bit. */
  public Bytes fraction(int number, double value) {
    return varint(((long) number << 3) | 1).fixed64(Double.doubleToRawLongBits(value));
  }

  /** Sets four bytes that are there already. */
  public void setFixed32(int at, int value) {
    for (int i = 0; i < Integer.BYTES; i++) {
      array[at + i] = (byte) (value >>> (Byte.SIZE * i));
    }
  }

  /** How many bytes a number takes as varint. */
  public static int varintSize(long value) {
    return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + 6) / 7;
  }

  private void ensure(int more) {
    if (array.length - size < more) {
      array = Arrays.copyOf(array, Math.max(array.length * 2, size + more));
    }
  }
}
