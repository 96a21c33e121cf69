package dev.muster.archive;

/** Integers about to be written in {@link Rice} codes, and the parameter of each block. */
final class RicePlan {
  private final long[] codes;
  private final int count;
  private final byte[] parameters;
  private final long bits;

  RicePlan(long[] codes, int count, byte[] parameters, long bits) {
    this.codes = codes;
    this.count = count;
    this.parameters = parameters;
    this.bits = bits;
  }

  /** How many bits it takes. */
  long bits() {
    return bits;
  }

  void write(ByteSink out) {
    for (int block = 0; block < parameters.length; block++) {
      int from = block * Rice.BLOCK;
      int to = Math.min(count, from + Rice.BLOCK);
      Rice.writeBlock(codes, from, to, parameters[block], out);
    }
  }
}
