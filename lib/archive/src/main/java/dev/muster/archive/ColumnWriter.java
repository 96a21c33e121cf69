package dev.muster.archive;

/** Chooses the scale of one column of values and writes it. */
final class ColumnWriter {
  /** About what a patch costs. */
  private static final double PATCH_BITS = 74;

  /** About what one digit more costs a value. */
  private static final double DIGIT_BITS = 3.33;

  private final double[] values;
  private final int from;
  private final int count;
  private final long[] numbers;

  ColumnWriter(double[] values, int from, int count) {
    this.values = values;
    this.from = from;
    this.count = count;
    numbers = new long[count];
  }

  void write(ByteSink out) {
    if (fill(0) == 0) {
      IntegerColumnWriter.write(numbers, count, 0, out);
      return;
    }
    int scale = isConstant() ? Scale.of(values[from], 0) : cheapestScale();
    int patches = scale == Scale.UNKNOWN ? count : fill(scale);
    if (patches == 0) {
      IntegerColumnWriter.write(numbers, count, scale, out);
    } else if (2L * patches > count) {
      writeBits(out);
    } else {
      writeShorter(scale, patches, out);
    }
  }

  /** Turns the values to integers of this scale; returns how many are none. */
  private int fill(int scale) {
    int none = 0;
    for (int i = 0; i < count; i++) {
      numbers[i] = Scale.integer(values[from + i], scale);
      none += numbers[i] == Scale.NONE ? 1 : 0;
    }
    return none;
  }

  private boolean isConstant() {
    for (int i = 1; i < count; i++) {
      if (bits(i) != bits(0)) {
        return false;
      }
    }
    return true;
  }

  private long bits(int i) {
    return Double.doubleToRawLongBits(values[from + i]);
  }

  /** Weighs digits for all values against patches for those that need more of them. */
  private int cheapestScale() {
    var held = new int[Scale.GREATEST + 1];
    int likely = 0;
    int changes = 0;
    int known = 0;
    for (int i = 0; i < count; i++) {
      int scale = Scale.of(values[from + i], likely);
      if (scale != Scale.UNKNOWN) {
        held[scale]++;
        known++;
        likely = scale;
      }
      changes += i > 0 && bits(i) != bits(i - 1) ? 1 : 0;
    }
    int cheapest = Scale.UNKNOWN;
    double least = Double.MAX_VALUE;
    int above = known;
    for (int scale = 0; scale <= Scale.GREATEST; scale++) {
      above -= held[scale];
      double cost = PATCH_BITS * above + DIGIT_BITS * changes * scale;
      if (held[scale] > 0 && cost < least) {
        least = cost;
        cheapest = scale;
      }
    }
    return cheapest;
  }

  private void writeShorter(int scale, int patches, ByteSink out) {
    int begun = out.size();
    writePatched(scale, patches, out);
    var bits = new ByteSink(out.size() - begun);
    writeBits(bits);
    if (bits.size() < out.size() - begun) {
      out.truncate(begun);
      out.writeAll(bits);
    }
  }

  private void writeBits(ByteSink out) {
    for (int i = 0; i < count; i++) {
      numbers[i] = Scale.ordered(bits(i));
    }
    IntegerColumnWriter.write(numbers, count, IntegerColumn.BITS, out);
  }

  private void writePatched(int scale, int patches, ByteSink out) {
    var gaps = new long[patches];
    var patched = new double[patches];
    int found = 0;
    int rest = 0;
    int before = -1;
    for (int i = 0; i < count; i++) {
      if (numbers[i] == Scale.NONE) {
        gaps[found] = i - before - 1L;
        patched[found++] = values[from + i];
        before = i;
      } else {
        numbers[rest++] = numbers[i];
      }
    }
    out.writeByte(IntegerColumn.PATCHED);
    out.writeVarint(patches);
    Rice.plan(gaps, patches).write(out);
    out.align();
    writePatches(patched, out);
    IntegerColumnWriter.write(numbers, rest, scale, out);
  }

  /** The patches as bits, or at a decimal scale of their own where one holds them all. */
  private static void writePatches(double[] patched, ByteSink out) {
    var writer = new ColumnWriter(patched, 0, patched.length);
    int scale = writer.cheapestScale();
    if (scale != Scale.UNKNOWN && writer.fill(scale) == 0) {
      IntegerColumnWriter.write(writer.numbers, writer.count, scale, out);
    } else {
      writer.writeBits(out);
    }
  }
}
