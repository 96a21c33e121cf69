package dev.muster.promql;

import dev.muster.metrics.InstantSample;
import dev.muster.metrics.Series;
import java.util.List;

/** What a query gives. Times in Unix milliseconds. */
public sealed interface Value {
  ValueType type();

  /** One number. */
  record Scalar(long timeMillis, double value) implements Value {
    @Override
    public ValueType type() {
      return ValueType.SCALAR;
    }
  }

  /** One sample a series: in the order of their labels, unless the expression sorts. */
  record Vector(List<InstantSample> samples) implements Value {
    public Vector {
      samples = List.copyOf(samples);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }
  }

  /** Several samples a series, in the order of the series' labels. */
  record Matrix(List<Series> series) implements Value {
    public Matrix {
      series = List.copyOf(series);
    }

    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }
  }

  /** A text. */
  record StringValue(long timeMillis, String value) implements Value {
    @Override
    public ValueType type() {
      return ValueType.STRING;
    }
  }
}
