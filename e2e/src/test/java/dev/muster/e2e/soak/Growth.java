package dev.muster.e2e.soak;

import java.util.Arrays;
import java.util.List;

/**
 * How a figure went from the first sixth of a time to the last.
 *
 * @param first the median of the first sixth
 * @param last that of the last sixth
 * @param anHour how much it rose in an hour, by the line that fits best
 * @param most how much the last may be before the figure counts as grown
 */
record Growth(double first, double last, double anHour, double most) {
  private static final int PARTS = 6;
  private static final double RATIO = 1.1;

  /** A figure at a time, in seconds. */
  record Point(double seconds, double value) {}

  /**
   * Judges points in the order of their times.
   *
   * @param noise what a figure may rise by, however small it is
   */
  static Growth of(List<Point> points, double noise) {
    int sixth = Math.max(1, points.size() / PARTS);
    double first = median(points.subList(0, sixth));
    double last = median(points.subList(points.size() - sixth, points.size()));
    return new Growth(first, last, 3600 * slope(points), RATIO * first + noise);
  }

  boolean isGrown() {
    return last > most;
  }

  private static double median(List<Point> points) {
    double[] values = points.stream().mapToDouble(Point::value).sorted().toArray();
    return values[values.length / 2];
  }

  /** Of least squares; 0 for a single point. */
  private static double slope(List<Point> points) {
    double[] times = points.stream().mapToDouble(Point::seconds).toArray();
    double middle = Arrays.stream(times).average().orElse(0);
    double mean = points.stream().mapToDouble(Point::value).average().orElse(0);
    double products = 0;
    double squares = 0;
    for (var point : points) {
      products += (point.seconds() - middle) * (point.value() - mean);
      squares += (point.seconds() - middle) * (point.seconds() - middle);
    }
    return squares == 0 ? 0 : products / squares;
  }
}
