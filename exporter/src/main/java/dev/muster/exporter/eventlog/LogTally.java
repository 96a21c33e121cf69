package dev.muster.exporter.eventlog;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was counted in one log and the place up to which it was: the two belong together, so that
 * counting can go on from there as if it had never stopped.
 *
 * @param position null before the log could be read
 * @param counts names to numbers, none negative
 */
record LogTally(@Nullable String position, Map<String, Long> counts) {
  static final LogTally NOTHING = new LogTally(null, Map.of());

  LogTally {
    counts = Map.copyOf(counts);
  }

  /** {@code POSITION <tab> NAME=NUMBER <space> NAME=NUMBER}, position {@code ?} where unknown. */
  String text() {
    var text = new StringBuilder(position == null ? "?" : position).append('\t');
    new TreeMap<>(counts)
        .forEach((name, count) -> text.append(name).append('=').append(count).append(' '));
    return text.toString().stripTrailing();
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException if it did not
   */
  static LogTally parse(String text) {
    String[] columns = text.split("\t", 2);
    Map<String, Long> counts = new TreeMap<>();
    for (String pair : columns.length < 2 ? new String[0] : columns[1].split(" ", -1)) {
      int equals = pair.indexOf('=');
      long count = equals < 1 ? -1 : Long.parseLong(pair.substring(equals + 1));
      if (count < 0) {
        throw new IllegalArgumentException("'" + pair + "' is no count");
      }
      counts.put(pair.substring(0, equals), count);
    }
    return new LogTally(columns[0].equals("?") ? null : columns[0], counts);
  }
}
