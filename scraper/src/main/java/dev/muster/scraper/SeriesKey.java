package dev.muster.scraper;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes that name a series on a page, and its place in the target's {@code SeriesSet}. */
final class SeriesKey implements Comparable<SeriesKey> {
  /** The place of a series that is not kept, as it would be a second one of the same labels. */
  static final int NOWHERE = -1;

  /** The place of a series that the target's rules drop. */
  static final int DROPPED = -2;

  private final byte[] bytes;
  private final int from;
  private final int to;
  private final int hash;
  int slot = NOWHERE;

  /** Where it stands on the page, counted from 0. */
  int position;

  SeriesKey(byte[] bytes, int from, int to) {
    this(bytes, from, to, hash(bytes, from, to));
  }

  private SeriesKey(byte[] bytes, int from, int to, int hash) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    this.hash = hash;
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

  /** The same bytes at another place. */
  SeriesKey at(int slot) {
    var moved = new SeriesKey(bytes, from, to, hash);
    moved.slot = slot;
    return moved;
  }

  /** The whole of a {@link #copy}. */
  byte[] bytes() {
    return bytes;
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

  @Override
  public int compareTo(SeriesKey other) {
    return Arrays.compare(bytes, from, to, other.bytes, other.from, other.to);
  }
}
