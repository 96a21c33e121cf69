package dev.muster.scraper.write;

/**
 * Decompresses snappy's block format. Nothing is taken before the length that the block declares is
 * found to be within the bound, and nothing is written beyond that length.
 *
 * @see <a href="https://github.com/google/snappy/blob/main/format_description.txt">the format</a>
 */
final class SnappyBlock {
  private static final int LITERAL = 0;
  private static final int LONG_LITERAL = 60;

  private final byte[] in;
  private final byte[] out;
  private int from;
  private int to;

  private SnappyBlock(byte[] in, int from, int length) {
    this.in = in;
    this.from = from;
    this.out = new byte[length];
  }

  /**
   * How many bytes a block declares to hold.
   *
   * @throws BadWriteException if it declares none, or more than that
   */
  static int length(byte[] in, int most) {
    long length = 0;
    for (int i = 0; i < Math.min(5, in.length); i++) {
      length |= (in[i] & 0x7FL) << (7 * i);
      if (in[i] >= 0) {
        if (length > most) {
          throw new BadWriteException(
              413,
              "the body holds %d bytes, and %d are taken; send fewer samples at a time"
                  .formatted(length, most));
        }
        return (int) length;
      }
    }
    throw broken("it does not begin with its length");
  }

  /**
   * The bytes of a block.
   *
   * @throws BadWriteException if it is none, or declares more than that
   */
  static byte[] decompress(byte[] in, int most) {
    int length = length(in, most);
    int begin = 0;
    while (in[begin] < 0) {
      begin++;
    }
    var block = new SnappyBlock(in, begin + 1, length);
    block.run();
    return block.out;
  }

  private void run() {
    while (from < in.length) {
      int tag = in[from++] & 0xFF;
      if ((tag & 3) == LITERAL) {
        literal(tag >>> 2);
      } else {
        copy(tag);
      }
    }
    if (to != out.length) {
      throw broken("it ends after %d of %d bytes".formatted(to, out.length));
    }
  }

  private void literal(int size) {
    long length = 1L + (size < LONG_LITERAL ? size : number(size - LONG_LITERAL + 1));
    if (length > in.length - from || length > out.length - to) {
      throw broken(
          "a literal of %d bytes at byte %d reaches beyond the end".formatted(length, from));
    }
    System.arraycopy(in, from, out, to, (int) length);
    from += (int) length;
    to += (int) length;
  }

  private void copy(int tag) {
    int length = 1 + (tag >>> 2);
    long offset;
    if ((tag & 3) == 1) {
      length = 4 + (tag >>> 2 & 7);
      offset = (long) (tag >>> 5) << 8 | number(1);
    } else {
      offset = number((tag & 3) == 2 ? 2 : 4);
    }
    if (offset == 0 || offset > to || length > out.length - to) {
      throw broken(
          "a copy of %d bytes from %d before byte %d reaches beyond".formatted(length, offset, to));
    }
    int source = to - (int) offset;
    for (int i = 0; i < length; i++) {
      // Byte by byte, as what is copied may be what was just written.
      out[to + i] = out[source + i];
    }
    to += length;
  }

  /** A number of 1 to 4 bytes, little-endian. */
  private long number(int bytes) {
    if (in.length - from < bytes) {
      throw broken("it ends within a number");
    }
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= (in[from++] & 0xFFL) << (8 * i);
    }
    return number;
  }

  private static BadWriteException broken(String what) {
    return new BadWriteException("the body is no snappy block: " + what);
  }
}
