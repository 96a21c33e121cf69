package dev.muster.archive;

import static dev.muster.archive.ByteSink.zigzag;

/**
 * Writes one column of integers in the kind that takes least: {@code docs/formats/columns.md} has
 * the kinds. All arithmetic wraps around, as the reader's does.
 */
final class IntegerColumnWriter {
  private final long[] numbers;
  private final int count;

  /** From each integer to the next, in units. */
  private final long[] steps;

  private final int changes;
  private final long unit;

  private IntegerColumnWriter(long[] numbers, int count) {
    this.numbers = numbers;
    this.count = count;
    steps = new long[count - 1];
    int changed = 0;
    for (int i = 0; i < steps.length; i++) {
      steps[i] = numbers[i + 1] - numbers[i];
      changed += steps[i] == 0 ? 0 : 1;
    }
    changes = changed;
    unit = Divisor.of(steps);
    Divisor.divide(steps, unit);
  }

  /** Writes the first {@code count} integers, at least one, of this scale. */
  static void write(long[] numbers, int count, int scale, ByteSink out) {
    new IntegerColumnWriter(numbers, count).write(scale, out);
  }

  private void write(int scale, ByteSink out) {
    if (changes == 0) {
      begin(IntegerColumn.CONSTANT, scale, numbers[0], out);
    } else if (isLine()) {
      begin(IntegerColumn.LINE, scale, numbers[0], out);
      out.writeZigzag(steps[0] * unit);
    } else {
      writeVaried(scale, out);
    }
  }

  private void writeVaried(int scale, ByteSink out) {
    long sparseBits = Long.MAX_VALUE;
    Sparse sparse = null;
    if (4L * changes <= 3L * steps.length) {
      sparse = sparse();
      sparseBits = sparse.gaps.bits() + sparse.codes.bits() + Byte.SIZE;
    }
    Dense dense = dense();
    long rawBits = (long) Long.SIZE * (count - 1);
    if (Math.min(sparseBits, dense.codes.bits()) > rawBits) {
      out.writeByte(IntegerColumn.header(IntegerColumn.RAW, scale));
      for (int i = 0; i < count; i++) {
        out.writeLong(numbers[i]);
      }
    } else if (sparse != null && sparseBits < dense.codes.bits()) {
      sparse.write(scale, out);
    } else {
      dense.write(scale, out);
    }
  }

  private boolean isLine() {
    for (long step : steps) {
      if (step != steps[0]) {
        return false;
      }
    }
    return true;
  }

  private static void begin(int kind, int scale, long start, ByteSink out) {
    out.writeByte(IntegerColumn.header(kind, scale));
    IntegerColumn.writeStart(start, scale, out);
  }

  private Sparse sparse() {
    var gaps = new long[changes];
    var changed = new long[changes];
    int found = 0;
    int before = -1;
    for (int i = 0; i < steps.length; i++) {
      if (steps[i] != 0) {
        gaps[found] = i - before - 1L;
        changed[found++] = steps[i];
        before = i;
      }
    }
    long mean = Divisor.middle(changed, changes);
    for (int i = 0; i < changes; i++) {
      changed[i] = mean == 0 ? zigzag(changed[i]) - 1 : zigzag(changed[i] - mean);
    }
    return new Sparse(mean, Rice.plan(gaps, changes), Rice.plan(changed, changes));
  }

  /** The shorter of {@code delta} and {@code level}. */
  private Dense dense() {
    long mean = Divisor.middle(steps, steps.length);
    var deltas = new long[steps.length];
    var levels = new long[count];
    for (int i = 0; i < steps.length; i++) {
      deltas[i] = zigzag(steps[i] - mean);
      levels[i + 1] = levels[i] + steps[i];
    }
    long centre = Divisor.middle(levels, count);
    for (int i = 0; i < count; i++) {
      levels[i] = zigzag(levels[i] - centre);
    }
    if (Divisor.bitLengths(levels) < Divisor.bitLengths(deltas)) {
      return new Dense(IntegerColumn.LEVEL, centre, Rice.plan(levels, count));
    }
    return new Dense(IntegerColumn.DELTA, mean, Rice.plan(deltas, deltas.length));
  }

  private final class Sparse {
    private final long mean;
    private final RicePlan gaps;
    private final RicePlan codes;

    Sparse(long mean, RicePlan gaps, RicePlan codes) {
      this.mean = mean;
      this.gaps = gaps;
      this.codes = codes;
    }

    void write(int scale, ByteSink out) {
      begin(IntegerColumn.SPARSE, scale, numbers[0], out);
      out.writeVarint(unit);
      out.writeZigzag(mean);
      out.writeVarint(changes);
      gaps.write(out);
      codes.write(out);
      out.align();
    }
  }

  private final class Dense {
    private final int kind;
    private final long middle;
    private final RicePlan codes;

    Dense(int kind, long middle, RicePlan codes) {
      this.kind = kind;
      this.middle = middle;
      this.codes = codes;
    }

    void write(int scale, ByteSink out) {
      if (kind == IntegerColumn.LEVEL) {
        begin(kind, scale, numbers[0] + unit * middle, out);
        out.writeVarint(unit);
      } else {
        begin(kind, scale, numbers[0], out);
        out.writeVarint(unit);
        out.writeZigzag(middle);
      }
      codes.write(out);
      out.align();
    }
  }
}
