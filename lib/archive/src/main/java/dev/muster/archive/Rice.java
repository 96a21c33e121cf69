package dev.muster.archive;

import java.util.Arrays;

/**
 * Unsigned integers in Rice codes whose parameter is chosen anew for each block: {@code rice(m)} of
 * {@code docs/formats/columns.md}.
 */
final class Rice {
  static final int BLOCK = 60;
  private static final int ALL_ZERO = 63;
  private static final int GREATEST_K = 62;
  private static final int ESCAPE = 16;
  private static final int WIDTH_BITS = 6;

  /** Up to this parameter, one window holds any code that is not escaped. */
  private static final int ONE_WINDOW_K = ByteSource.WINDOW - ESCAPE;

  private Rice() {}

  /** The cheapest parameters for the first of these integers. */
  static RicePlan plan(long[] codes, int count) {
    var parameters = new byte[(count + BLOCK - 1) / BLOCK];
    long bits = 0;
    for (int block = 0; block < parameters.length; block++) {
      int from = block * BLOCK;
      int to = Math.min(count, from + BLOCK);
      int k = cheapest(codes, from, to);
      parameters[block] = (byte) k;
      bits += WIDTH_BITS + (k == ALL_ZERO ? 0 : cost(codes, from, to, k));
    }
    return new RicePlan(codes, count, parameters, bits);
  }

  /** Fills the first places of the array. */
  static void read(ByteSource in, long[] codes, int count) {
    for (int from = 0; from < count; from += BLOCK) {
      int to = Math.min(count, from + BLOCK);
      int k = (int) in.readBits(WIDTH_BITS);
      if (k == ALL_ZERO) {
        Arrays.fill(codes, from, to, 0);
      } else if (k <= ONE_WINDOW_K) {
        readBlock(in, codes, from, to, k);
      } else {
        readWideBlock(in, codes, from, to, k);
      }
    }
  }

  /** Walks from a parameter that fits the usual integer to the next least cost. */
  private static int cheapest(long[] codes, int from, int to) {
    int lengths = 0;
    for (int i = from; i < to; i++) {
      lengths += bitLength(codes[i]);
    }
    if (lengths == 0) {
      return ALL_ZERO;
    }
    int k = Math.clamp(lengths / (to - from) - 1L, 0, GREATEST_K);
    long least = cost(codes, from, to, k);
    for (int step = 1; step >= -1; step -= 2) {
      int begun = k;
      while (k + step >= 0 && k + step <= GREATEST_K) {
        long next = cost(codes, from, to, k + step);
        if (next >= least) {
          break;
        }
        least = next;
        k += step;
      }
      if (k != begun) {
        break;
      }
    }
    return k;
  }

  private static long cost(long[] codes, int from, int to, int k) {
    long bits = 0;
    for (int i = from; i < to; i++) {
      long quotient = codes[i] >>> k;
      bits += quotient >>> 4 == 0 ? quotient + 1 + k : ESCAPE + WIDTH_BITS + bitLength(codes[i]);
    }
    return bits;
  }

  private static int bitLength(long code) {
    return Long.SIZE - Long.numberOfLeadingZeros(code);
  }

  static void writeBlock(long[] codes, int from, int to, int k, ByteSink out) {
    out.writeBits(k, WIDTH_BITS);
    if (k == ALL_ZERO) {
      return;
    }
    long mask = (1L << k) - 1;
    for (int i = from; i < to; i++) {
      long code = codes[i];
      long quotient = code >>> k;
      if (quotient >>> 4 != 0) {
        int width = bitLength(code);
        out.writeBits(((1L << ESCAPE) - 1) | ((width - 1L) << ESCAPE), ESCAPE + WIDTH_BITS);
        out.writeBits(code, width);
      } else {
        int unary = (int) quotient + 1;
        out.writeBits((1L << quotient) - 1, unary);
        out.writeBits(code & mask, k);
      }
    }
  }

  private static void readBlock(ByteSource in, long[] codes, int from, int to, int k) {
    long mask = (1L << k) - 1;
    long bit = in.bit();
    for (int i = from; i < to; i++) {
      long window = in.window(bit);
      int quotient = Long.numberOfTrailingZeros(~window);
      if (quotient < ESCAPE) {
        codes[i] = ((window >>> (quotient + 1)) & mask) | ((long) quotient << k);
        bit += quotient + 1 + k;
      } else {
        in.skipTo(bit);
        codes[i] = readEscaped(in);
        bit = in.bit();
      }
    }
    in.skipTo(bit);
  }

  private static void readWideBlock(ByteSource in, long[] codes, int from, int to, int k) {
    for (int i = from; i < to; i++) {
      int quotient = Long.numberOfTrailingZeros(~in.window(in.bit()));
      if (quotient < ESCAPE) {
        in.skipTo(in.bit() + quotient + 1);
        codes[i] = in.readBits(k) | ((long) quotient << k);
      } else {
        codes[i] = readEscaped(in);
      }
    }
  }

  private static long readEscaped(ByteSource in) {
    in.skipTo(in.bit() + ESCAPE);
    int width = (int) in.readBits(WIDTH_BITS) + 1;
    return in.readBits(width);
  }
}
