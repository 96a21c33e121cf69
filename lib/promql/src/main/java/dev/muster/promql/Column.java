package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.metrics.StaleMarker;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * One series over all moments of a {@link Grid}. A moment without a sample holds {@link #ABSENT},
 * which no calculation can give.
 *
 * @param nameDropped whether the metric's name goes at the end of the query; until then it is kept,
 *     so that later operations can still use it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; an array is what makes it fast
record Column(Labels labels, boolean nameDropped, double[] values) {
  static final double ABSENT = StaleMarker.VALUE;

  /** Labels that describe the metric and not what was measured. */
  static final List<String> METADATA = List.of(Labels.NAME, "__type__", "__unit__");

  static boolean isAbsent(double value) {
    return StaleMarker.is(value);
  }

  static double[] absent(int count) {
    var values = new double[count];
    Arrays.fill(values, ABSENT);
    return values;
  }

  boolean has(int step) {
    return !isAbsent(values[step]);
  }

  boolean isEmpty() {
    for (double value : values) {
      if (!isAbsent(value)) {
        return false;
      }
    }
    return true;
  }

  Labels finalLabels() {
    return nameDropped ? labels.without(METADATA) : labels;
  }

  /** A new column of the same series without its name. */
  Column map(DoubleUnaryOperator operation) {
    var mapped = new double[values.length];
    for (int i = 0; i < mapped.length; i++) {
      mapped[i] = isAbsent(values[i]) ? ABSENT : operation.applyAsDouble(values[i]);
    }
    return new Column(labels, true, mapped);
  }
}
