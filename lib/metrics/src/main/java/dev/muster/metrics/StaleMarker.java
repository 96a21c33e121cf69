package dev.muster.metrics;

/**
 * The NaN that says a series has ended. It is told from other NaNs by its bits alone, so values
 * must be kept and compared by {@link Double#doubleToRawLongBits}; arithmetic on it gives an
 * ordinary NaN.
 *
 * @see <a href="https://github.com/prometheus/prometheus/blob/main/model/value/value.go">the
 *     value's definition</a>
 */
public final class StaleMarker {
  public static final long BITS = 0x7ff0000000000002L;
  public static final double VALUE = Double.longBitsToDouble(BITS);

  private StaleMarker() {}

  public static boolean is(double value) {
    return Double.doubleToRawLongBits(value) == BITS;
  }
}
