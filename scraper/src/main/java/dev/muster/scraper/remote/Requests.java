package dev.muster.scraper.remote;

import dev.muster.archive.Arrival;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Makes messages of arrivals. Each arrival is whole in one message, unless it alone is larger than
 * a message may be; such a one is cut at the same places each time. So what a receiver already has
 * of a message that is sent again is whole arrivals, too.
 */
final class Requests {
  private static final int MOST_BYTES = 1 << 20;

  private final SeriesFilter filter;
  private final int batch;

  Requests(SeriesFilter filter, int batch) {
    this.filter = filter;
    this.batch = batch;
  }

  /** Arrivals of one target with the same series, which become one run of samples a series. */
  private record Group(int set, List<Arrival> arrivals) {}

  /**
   * The messages of some arrivals: one, but where a single arrival is too large for it.
   *
   * @param empty makes a new one
   */
  List<Message> of(List<Arrival> arrivals, Supplier<Message> empty) {
    boolean cut = arrivals.size() == 1;
    int mostSamples = cut ? batch : Integer.MAX_VALUE;
    int mostBytes = cut ? MOST_BYTES : Integer.MAX_VALUE;
    var messages = new ArrayList<Message>();
    messages.add(empty.get());
    var run = new Run();
    for (var group : groups(arrivals)) {
      var first = group.arrivals().getFirst();
      int end;
      for (int from = 0; from < first.size(); from = end) {
        end = Math.min(first.runEnd(from), from + batch);
        var series = first.labels(from);
        var labels = series == null ? null : filter.sent(series);
        if (labels != null) {
          gather(group, from, end, run);
          if (!messages.getLast().add(labels, run, mostSamples, mostBytes)) {
            messages.add(empty.get());
            messages.getLast().add(labels, run, mostSamples, mostBytes);
          }
        }
      }
    }
    messages.removeIf(each -> each.samples() == 0);
    return messages;
  }

  private static void gather(Group group, int from, int end, Run run) {
    run.clear();
    for (var arrival : group.arrivals()) {
      for (int i = from; i < end; i++) {
        run.add(arrival.bits(i), arrival.timeMillis(i));
      }
    }
  }

  /** Whether so much should rather be sent in parts. */
  static boolean isTooLarge(Message message) {
    return message.size() > MOST_BYTES;
  }

  private static List<Group> groups(List<Arrival> arrivals) {
    var groups = new ArrayList<Group>();
    Map<Integer, Group> current = new HashMap<>();
    for (var arrival : arrivals) {
      var group = current.get(arrival.target());
      if (group == null || group.set() != arrival.set()) {
        group = new Group(arrival.set(), new ArrayList<>());
        groups.add(group);
        current.put(arrival.target(), group);
      }
      group.arrivals().add(arrival);
    }
    return groups;
  }
}
