package dev.muster.archive;

/**
 * Sums of decimals as decimals again: samples of two decimals add up to such a number, but for what
 * adding doubles loses, and then have few digits.
 */
final class DecimalSums {
  private static final int MOST_DECIMALS = 9;

  private DecimalSums() {}

  /**
   * The sums without what was lost; as they are where that is more than adding may lose.
   *
   * @param counts how many numbers were added for each
   * @param samples of those that were added, for each sum one of each list
   */
  static double[] of(double[] sums, double[] counts, double[]... samples) {
    int decimals = 0;
    while (!areDecimals(samples, decimals)) {
      if (++decimals > MOST_DECIMALS) {
        return sums;
      }
    }
    double scale = Math.pow(10, decimals);
    var exact = new double[sums.length];
    for (int i = 0; i < sums.length; i++) {
      double greatest = 0;
      for (double[] some : samples) {
        greatest = Math.max(greatest, Math.abs(some[i]));
      }
      exact[i] = Math.rint(sums[i] * scale) / scale + 0.0;
      if (!(Math.abs(exact[i] - sums[i]) <= counts[i] * Math.ulp(greatest))) {
        return sums;
      }
    }
    return exact;
  }

  private static boolean areDecimals(double[][] samples, int decimals) {
    double scale = Math.pow(10, decimals);
    for (double[] some : samples) {
      for (double sample : some) {
        if (Math.rint(sample * scale) / scale != sample) {
          return false;
        }
      }
    }
    return true;
  }
}
