package dev.muster.alertbridge;

import dev.muster.fleet.LimitType;
import java.time.Duration;
import java.util.List;

/**
 * A value's last hour, looked at every five minutes, put into words.
 *
 * @param points oldest first
 */
record LastHour(List<Point> points) {
  static final LastHour UNKNOWN = new LastHour(List.of());

  /** One look; time in Unix milliseconds. */
  record Point(long timeMillis, double value) {}

  LastHour {
    points = List.copyOf(points);
  }

  /** What the points span: {@code last hour}, or {@code last 25 minutes} where less is known. */
  String span() {
    if (points.isEmpty()) {
      return "last hour";
    }
    long minutes =
        Duration.ofMillis(points.getLast().timeMillis() - points.getFirst().timeMillis())
            .toMinutes();
    return minutes >= 50 ? "last hour" : "last " + minutes + " minutes";
  }

  /**
   * Such as {@code between 41.0% and 93.2%, 72.1% on average, rising}, or "" where there are too
   * few points to say anything.
   */
  String words(LimitType type) {
    if (points.size() < 3) {
      return "";
    }
    if (type == LimitType.OFFLINE) {
      long answered = points.stream().filter(point -> point.value() == 0).count();
      return "answered " + answered + " of the " + points.size() + " times looked at";
    }
    double low = points.stream().mapToDouble(Point::value).min().orElseThrow();
    double high = points.stream().mapToDouble(Point::value).max().orElseThrow();
    String from = Quantity.value(type.unit(), low);
    String to = Quantity.value(type.unit(), high);
    if (from.equals(to)) {
      return "steady at " + to;
    }
    double mean = mean(points);
    return "between %s and %s, %s on average, %s"
        .formatted(from, to, Quantity.value(type.unit(), mean), trend(high - low));
  }

  /** Whether the last third lies above the first by a third of the range, or below, or neither. */
  private String trend(double range) {
    int third = points.size() / 3;
    double first = mean(points.subList(0, third));
    double last = mean(points.subList(points.size() - third, points.size()));
    if (last - first > range / 3) {
      return "rising";
    }
    return first - last > range / 3 ? "falling" : "up and down";
  }

  private static double mean(List<Point> some) {
    return some.stream().mapToDouble(Point::value).average().orElseThrow();
  }
}
