package dev.muster.app;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/** Times on the command line: RFC 3339, or Unix seconds. */
final class ExportTime {
  /** Unix milliseconds that no sample is before. */
  static final long EARLIEST = Long.MIN_VALUE / 4;

  /** Unix milliseconds that no sample is after. */
  static final long LATEST = Long.MAX_VALUE / 4;

  private static final Pattern SECONDS = Pattern.compile("-?[0-9]{1,14}(\\.[0-9]{1,9})?");

  private ExportTime() {}

  /**
   * Unix milliseconds.
   *
   * @throws IllegalArgumentException with one sentence if it is no such time
   */
  static long parse(String text) {
    try {
      if (text.indexOf('T') > 0 || text.indexOf('t') > 0) {
        return OffsetDateTime.parse(text).toInstant().toEpochMilli();
      }
      if (SECONDS.matcher(text).matches()) {
        var millis = new BigDecimal(text).movePointRight(3);
        return millis.setScale(0, RoundingMode.HALF_UP).longValueExact();
      }
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(sentence(text), e);
    }
    throw new IllegalArgumentException(sentence(text));
  }

  private static String sentence(String text) {
    return "\"" + text + "\" is no time; give one such as 2026-11-21T10:00:00Z, or Unix seconds";
  }
}
