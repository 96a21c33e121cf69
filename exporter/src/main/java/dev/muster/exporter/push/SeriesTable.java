package dev.muster.exporter.push;

import java.util.Arrays;

/**
 * The series of a run of readings, numbered from 0. Each is kept as the bytes of its labels in a
 * {@code TimeSeries} message: the form in which it is sent, and stored.
 */
final class SeriesTable {
  /** More series than this are not pushed. */
  static final int MAX = 1 << 16;

  private byte[][] labels = new byte[256][];
  private int size;

  /** Adds one; its number. */
  synchronized int add(byte[] labelBytes) {
    if (size == labels.length) {
      labels = Arrays.copyOf(labels, size * 2);
    }
    labels[size] = labelBytes;
    return size++;
  }

  synchronized byte[] labels(int number) {
    return labels[number];
  }

  synchronized int size() {
    return size;
  }
}
