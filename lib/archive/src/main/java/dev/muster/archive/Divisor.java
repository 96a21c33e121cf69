package dev.muster.archive;

/** What a column's integers have in common: their divisor and their middle. */
final class Divisor {
  /** Farther from the mean than this many mean distances is not counted into the middle. */
  private static final double USUAL = 4;

  private Divisor() {}

  /** The greatest number that divides all of these; 1 where there is no other, or none at all. */
  static long of(long[] numbers) {
    long divisor = 0;
    for (long number : numbers) {
      if (divisor == 1 || number == Long.MIN_VALUE) {
        return 1;
      }
      if (number != 0 && (divisor == 0 || number % divisor != 0)) {
        divisor = greatest(divisor, Math.abs(number));
      }
    }
    return Math.max(1, divisor);
  }

  private static long greatest(long one, long other) {
    long a = one;
    long b = other;
    while (a != 0) {
      long rest = b % a;
      b = a;
      a = rest;
    }
    return b;
  }

  static void divide(long[] numbers, long divisor) {
    if (divisor == 1) {
      return;
    }
    if (Long.bitCount(divisor) == 1) {
      int shift = Long.numberOfTrailingZeros(divisor);
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] >>= shift;
      }
    } else {
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] /= divisor;
      }
    }
  }

  /** About the mean of the usual ones: a counter's reset, or a gauge's spike, does not move it. */
  static long middle(long[] numbers, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += numbers[i];
    }
    double mean = sum / count;
    double distances = 0;
    for (int i = 0; i < count; i++) {
      distances += Math.abs(numbers[i] - mean);
    }
    double usual = USUAL * distances / count;
    double usualSum = 0;
    int usualCount = 0;
    for (int i = 0; i < count; i++) {
      boolean counts = Math.abs(numbers[i] - mean) <= usual;
      usualSum += counts ? numbers[i] : 0;
      usualCount += counts ? 1 : 0;
    }
    return Math.round(usualCount == 0 ? mean : usualSum / usualCount);
  }

  /** How many bits the numbers themselves have, taken as unsigned. */
  static long bitLengths(long[] numbers) {
    long bits = 0;
    for (long number : numbers) {
      bits += Long.SIZE - Long.numberOfLeadingZeros(number);
    }
    return bits;
  }
}
