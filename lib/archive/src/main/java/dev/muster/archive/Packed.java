package dev.muster.archive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Arrays of numbers as blobs: fixed width, little-endian, bit for bit. */
final class Packed {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Packed() {}

  static byte[] ints(int[] numbers) {
    var blob = new byte[4 * numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      INTS.set(blob, 4 * i, numbers[i]);
    }
    return blob;
  }

  static int[] ints(byte[] blob) {
    var numbers = new int[blob.length / 4];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (int) INTS.get(blob, 4 * i);
    }
    return numbers;
  }

  static byte[] doubles(double[] numbers) {
    var blob = new byte[8 * numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      LONGS.set(blob, 8 * i, Double.doubleToRawLongBits(numbers[i]));
    }
    return blob;
  }

  static byte[] longs(long[] numbers) {
    var blob = new byte[8 * numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      LONGS.set(blob, 8 * i, numbers[i]);
    }
    return blob;
  }

  static double doubleAt(byte[] blob, int index) {
    return Double.longBitsToDouble(longAt(blob, index));
  }

  static long longAt(byte[] blob, int index) {
    return (long) LONGS.get(blob, 8 * index);
  }
}
