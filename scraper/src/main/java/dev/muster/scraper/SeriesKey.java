package dev.muster.scraper;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes that name a series on a page, and its place in the target's {@code SeriesSet}. */
final class SeriesKey {
  /** The place of a series that is not kept, as it would be a second one of the same labels. */
  static final int NOWHERE = -1;

  /** The place of a series that the target's rules drop. */
  static final int DROPPED = -2;

  private final byte[] bytes;
  private final int from;
  private final int to;
  private final int hash;
  int slot;

  /** Where it stood on the page before, counted from 0; below 0 for one that did not. */
  final int position;

  SeriesKey(byte[] bytes, int from, int to) {
    this(bytes, from, to, NOWHERE, -1);
  }

  SeriesKey(byte[] bytes, int from, int to, int slot, int position) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    this.slot = slot;
    this.position = position;
    this.hash = hash(bytes, from, to);
  }

  private static int hash(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }

  /** A key that keeps bytes of its own. */
  SeriesKey copy() {
    return new SeriesKey(Arrays.copyOfRange(bytes, from, to), 0, to - from);
  }

  int length() {
    return to - from;
  }

  void copyTo(byte[] target, int at) {
    System.arraycopy(bytes, from, target, at, to - from);
  }

  @Override
  public String toString() {
    return new String(bytes, from, to - from, UTF_8);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SeriesKey that
        && hash == that.hash
        && Arrays.equals(bytes, from, to, that.bytes, that.from, that.to);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
