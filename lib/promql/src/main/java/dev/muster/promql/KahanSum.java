package dev.muster.promql;

/** A sum that keeps what rounding loses (Kahan's method as Neumaier improved it). */
final class KahanSum {
  private double sum;
  private double lost;

  void add(double value) {
    double total = sum + value;
    if (Double.isInfinite(total)) {
      lost = 0;
    } else if (Math.abs(sum) >= Math.abs(value)) {
      lost += (sum - total) + value;
    } else {
      lost += (value - total) + sum;
    }
    sum = total;
  }

  /** Makes both parts smaller by a factor. */
  void scale(double factor) {
    sum *= factor;
    lost *= factor;
  }

  void divide(double divisor) {
    sum /= divisor;
    lost /= divisor;
  }

  boolean wouldOverflow(double value) {
    return Double.isInfinite(sum + value);
  }

  double result() {
    return sum + lost;
  }

  /** The result over a count: each part divided by itself, which loses least. */
  double mean(double count) {
    return sum / count + lost / count;
  }
}
