package dev.muster.push;

import java.util.Arrays;

/**
 * Compresses to snappy's block format, which remote write asks for. The input is taken in pieces of
 * 64 KiB; in each, four bytes that were there before are found by a table of their hashes, and what
 * follows is written as a copy for as long as it agrees.
 *
 * @see <a href="https://github.com/google/snappy/blob/main/format_description.txt">the format</a>
 */
public final class Snappy {
  private static final int PIECE = 1 << 16;
  private static final int TABLE_BITS = 13;
  private static final int MIN_MATCH = 4;
  private static final int MAX_COPY = 64;
  private static final int HASH = 0x9E3779B1;

  private final byte[] in;
  private final Bytes out;
  private final int[] places = new int[1 << TABLE_BITS];

  private Snappy(byte[] in, int length) {
    this.in = in;
    this.out = new Bytes(64 + length / 4);
  }

  /** The first so many bytes, compressed. */
  public static byte[] compress(byte[] in, int length) {
    var snappy = new Snappy(in, length);
    snappy.out.varint(length);
    for (int from = 0; from < length; from += PIECE) {
      snappy.piece(from, Math.min(length, from + PIECE));
    }
    return snappy.out.copy();
  }

  private void piece(int from, int to) {
    Arrays.fill(places, -1);
    int literal = from;
    int at = from;
    while (at + MIN_MATCH <= to) {
      int word = word(at);
      int slot = (word * HASH) >>> (Integer.SIZE - TABLE_BITS);
      int before = places[slot];
      places[slot] = at;
      if (before < 0 || word(before) != word) {
        at += 1 + ((at - literal) >> 5); // faster over what does not compress
        continue;
      }
      literal(literal, at);
      int length = MIN_MATCH;
      while (at + length < to && in[before + length] == in[at + length]) {
        length++;
      }
      copies(at - before, length);
      at += length;
      literal = at;
    }
    literal(literal, to);
  }

  private int word(int at) {
    return (in[at] & 0xff)
        | ((in[at + 1] & 0xff) << 8)
        | ((in[at + 2] & 0xff) << 16)
        | (in[at + 3] << 24);
  }

  private void literal(int from, int to) {
    int length = to - from;
    if (length == 0) {
      return;
    }
    int coded = length - 1;
    if (coded < 60) {
      out.one(coded << 2);
    } else if (coded < 1 << 8) {
      out.one(60 << 2).one(coded);
    } else {
      out.one(61 << 2).one(coded).one(coded >> 8);
    }
    for (int i = from; i < to; i++) {
      out.one(in[i]);
    }
  }

  private void copies(int offset, int length) {
    int rest = length;
    while (rest > 0) {
      int part = Math.min(rest, MAX_COPY);
      if (part >= 4 && part < 12 && offset < 1 << 11) {
        out.one(((offset >> 8) << 5) | ((part - 4) << 2) | 1).one(offset);
      } else {
        out.one(((part - 1) << 2) | 2).one(offset).one(offset >> 8);
      }
      rest -= part;
    }
  }
}
