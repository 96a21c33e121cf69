package dev.muster.promql;

import java.util.Arrays;
import java.util.List;

/** What an expression is worth at every moment of a {@link Grid}. */
sealed interface Operand {
  /** How many numbers it holds. */
  long samples();

  /** One number a moment. */
  @SuppressWarnings("ArrayRecordComponent") // never compared; an array is what makes it fast
  record Scalars(double[] values) implements Operand {
    static Scalars of(double value, int count) {
      var values = new double[count];
      Arrays.fill(values, value);
      return new Scalars(values);
    }

    @Override
    public long samples() {
      return values.length;
    }
  }

  /** A vector a moment. */
  record Vectors(List<Column> columns) implements Operand {
    @Override
    public long samples() {
      return columns.isEmpty() ? 0 : (long) columns.size() * columns.getFirst().values().length;
    }
  }

  /** A text. */
  record Text(String value) implements Operand {
    @Override
    public long samples() {
      return 0;
    }
  }
}
