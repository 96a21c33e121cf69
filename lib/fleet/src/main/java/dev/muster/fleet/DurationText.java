package dev.muster.fleet;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Durations as Prometheus writes them: whole numbers with the units y (365 days), w, d, h, m, s and
 * ms, the larger unit first, such as {@code 90s}, {@code 1h30m} or {@code 400d}; zero is {@code 0}.
 */
final class DurationText {
  /** The longest duration a fleet file takes: a hundred years. */
  static final Duration LONGEST = Duration.ofDays(36_500);

  private static final String RIGHT = "use a duration such as 90s, 5m, 12h, 30d or 1h30m";
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?:(\\d{1,8})y)?(?:(\\d{1,8})w)?(?:(\\d{1,8})d)?(?:(\\d{1,8})h)?"
              + "(?:(\\d{1,8})m)?(?:(\\d{1,8})s)?(?:(\\d{1,8})ms)?");
  private static final long[] MILLIS = {
    31_536_000_000L, 604_800_000L, 86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L
  };

  /** The units people read well, the largest first; weeks and years read better as days. */
  private static final String[] NAMES = {"d", "h", "m", "s", "ms"};

  private DurationText() {}

  static Duration parse(String text) throws BadValueException {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    var match = SYNTAX.matcher(text);
    if (text.isEmpty() || !match.matches()) {
      throw new BadValueException("is not a duration", RIGHT);
    }
    long millis = 0;
    for (int unit = 0; unit < MILLIS.length; unit++) {
      if (match.group(unit + 1) != null) {
        long count = Long.parseLong(match.group(unit + 1));
        millis += count * MILLIS[unit];
      }
    }
    return Duration.ofMillis(millis);
  }

  /** A duration from the least to the most allowed, both included. */
  static Duration parse(String text, Duration least, Duration most) throws BadValueException {
    var duration = parse(text);
    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
      throw new BadValueException(
          duration.compareTo(least) < 0 ? "is too short" : "is too long",
          "use a duration from " + of(least) + " to " + of(most));
    }
    return duration;
  }

  /** As it would stand in the file, exact to the millisecond: {@code 1h30m}. */
  static String of(Duration duration) {
    return duration.isZero() ? "0" : text(duration.toMillis(), NAMES.length, "");
  }

  /** Seconds in the two largest units: {@code 12d 3h}; whole seconds, rounded down. */
  static String rough(double seconds) {
    long whole = (long) Math.abs(seconds);
    String sign = seconds < 0 && whole > 0 ? "-" : "";
    long millis = Math.multiplyExact(Math.min(whole, Long.MAX_VALUE / 1000), 1000L);
    return whole == 0 ? "0s" : sign + text(millis, 2, " ");
  }

  /** The largest unit that fits and those after it, as many as wanted, without empty ones. */
  private static String text(long millis, int wanted, String between) {
    var text = new StringBuilder();
    long rest = millis;
    int left = -1;
    for (int name = 0; name < NAMES.length && left != 0; name++) {
      long unit = MILLIS[name + 2];
      if (rest >= unit || left > 0) {
        left = left < 0 ? wanted - 1 : left - 1;
      }
      if (rest >= unit) {
        text.append(text.isEmpty() ? "" : between).append(rest / unit).append(NAMES[name]);
        rest %= unit;
      }
    }
    return text.toString();
  }
}
