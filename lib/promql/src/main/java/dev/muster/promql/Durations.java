package dev.muster.promql;

import java.util.Optional;

/** Durations such as {@code 1h30m}, in milliseconds. A day has 24 hours, a year 365 days. */
final class Durations {
  private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};
  private static final long[] MILLIS = {
    31_536_000_000L, 604_800_000L, 86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L
  };

  /** The longest that counts in nanoseconds as 64 bits can. */
  static final long LONGEST = Long.MAX_VALUE / 1_000_000;

  private Durations() {}

  /** Reads numbers with units, longest unit first and each once; empty if the text is no such. */
  static Optional<Long> parse(String text) {
    long total = 0;
    int unit = 0;
    int at = 0;
    while (at < text.length()) {
      int digits = at;
      while (at < text.length() && Character.isDigit(text.charAt(at))) {
        at++;
      }
      int letters = at;
      while (at < text.length() && Character.isLetter(text.charAt(at))) {
        at++;
      }
      String name = text.substring(letters, at);
      while (unit < UNITS.length && !UNITS[unit].equals(name)) {
        unit++;
      }
      if (unit == UNITS.length || letters == digits || letters - digits > 15) {
        return Optional.empty();
      }
      long count = Long.parseLong(text, digits, letters, 10);
      if (count > (LONGEST - total) / MILLIS[unit]) {
        return Optional.empty();
      }
      total += count * MILLIS[unit++];
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(total);
  }

  /** Writes a duration that {@link #parse} reads back; weeks and years only where they are all. */
  static String format(long millis) {
    if (millis == 0) {
      return "0s";
    }
    var text = new StringBuilder();
    long rest = millis;
    for (int i = 0; i < UNITS.length; i++) {
      boolean whole = MILLIS[i] >= 604_800_000L;
      if (whole ? rest % MILLIS[i] == 0 : rest >= MILLIS[i]) {
        text.append(rest / MILLIS[i]).append(UNITS[i]);
        rest %= MILLIS[i];
      }
      if (rest == 0) {
        break;
      }
    }
    return text.toString();
  }
}
