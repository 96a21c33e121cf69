package dev.muster.alertbridge;

import dev.muster.archive.EventRecord;
import dev.muster.fleet.ClientAlerting.EventMails;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Counts a client's event-log records by level, source and message, numbers in which are no matter.
 * Memory holds {@link #KINDS} kinds; what comes beyond is only counted.
 */
final class EventTally {
  static final int KINDS = 500;

  private static final int COMPARED = 300;
  private static final Pattern NUMBERS =
      Pattern.compile("\\b0x[0-9a-fA-F]+|\\b[0-9a-fA-F]{8,}\\b|[0-9]+");

  /**
   * Records that say the same.
   *
   * @param last the newest of them
   */
  record Kind(int count, EventRecord last) {}

  private record Key(String level, String source, String message) {}

  private final Map<Key, Kind> kinds = new LinkedHashMap<>();
  private int records;
  private int others;

  void add(EventRecord event) {
    records++;
    String start = PlainText.line(event.message(), COMPARED);
    var key = new Key(event.level(), event.source(), NUMBERS.matcher(start).replaceAll("#"));
    var kind = kinds.get(key);
    if (kind != null) {
      kinds.put(key, new Kind(kind.count() + 1, event));
    } else if (kinds.size() < KINDS) {
      kinds.put(key, new Kind(1, event));
    } else {
      others++;
    }
  }

  int records() {
    return records;
  }

  /** How many records are of kinds that there was no room for. */
  int others() {
    return others;
  }

  /** The worst first, of one level the most frequent. */
  List<Kind> kinds() {
    var sorted = new ArrayList<>(kinds.values());
    sorted.sort(
        Comparator.comparingInt((Kind kind) -> rank(kind.last()))
            .thenComparing(Comparator.comparingInt(Kind::count).reversed()));
    return sorted;
  }

  /** 0 for the worst level. */
  static int rank(EventRecord event) {
    int rank = EventMails.levels().indexOf(event.level());
    return rank < 0 ? EventMails.levels().size() : rank;
  }
}
