package dev.muster.rules.unittest;

import dev.muster.metrics.SampleValue;
import dev.muster.metrics.StaleMarker;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of an input series in Prometheus's notation: {@code 1 2}, {@code 1+2x3} for 1 3 5 7,
 * {@code 4x2} for 4 4 4, {@code _} and {@code _x3} for none, {@code stale}.
 */
final class SeriesValues {
  private static final int MOST = 1_000_000;
  private static final String NUMBER =
      "(?:\\d+\\.?\\d*(?:[eE][+-]?\\d+)?|\\.\\d+(?:[eE][+-]?\\d+)?|(?i:inf|nan))";
  private static final Pattern ITEM =
      Pattern.compile("(?:(_)|([+-]?" + NUMBER + "|stale)([+-]" + NUMBER + ")?)(?:x(\\d{1,7}))?");

  private SeriesValues() {}

  /**
   * The values, one an interval; null where there is none.
   *
   * @throws IllegalArgumentException at an item that is none
   */
  static List<@Nullable Double> parse(String text) {
    var values = new ArrayList<@Nullable Double>();
    for (String item : text.strip().split("\\s+", -1)) {
      if (!item.isEmpty()) {
        add(item, values);
      }
    }
    return values;
  }

  private static void add(String item, List<@Nullable Double> values) {
    var found = ITEM.matcher(item);
    if (!found.matches()) {
      throw new IllegalArgumentException(
          "\"" + item + "\" is no value; use 1, 1+2x3, 1x3, _, _x3 or stale");
    }
    String times = found.group(4);
    int more = times == null ? 0 : Integer.parseInt(times);
    if (values.size() + more > MOST) {
      throw new IllegalArgumentException("more than " + MOST + " values; use fewer");
    }
    if (found.group(1) != null) {
      for (int i = 0; i < Math.max(times == null ? 1 : 0, more); i++) {
        values.add(null);
      }
      return;
    }
    double value =
        found.group(2).equals("stale") ? StaleMarker.VALUE : SampleValue.parse(found.group(2));
    double step = found.group(3) == null ? 0 : SampleValue.parse(found.group(3));
    for (int i = 0; i <= more; i++) {
      values.add(value);
      value = step == 0 ? value : value + step;
    }
  }
}
