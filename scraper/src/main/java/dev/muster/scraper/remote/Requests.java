package dev.muster.scraper.remote;

import dev.muster.archive.Arrival;
import dev.muster.push.WriteMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

  /** The messages of some arrivals: one, but where a single arrival is too large for it. */
  List<WriteMessage> of(List<Arrival> arrivals) {
    var messages = new ArrayList<WriteMessage>();
    var message = new WriteMessage();
    boolean cut = arrivals.size() == 1;
    for (var group : groups(arrivals)) {
      var first = group.arrivals().getFirst();
      for (int i = 0; i < first.size(); i++) {
        var series = first.labels(i);
        byte[] labels = series == null ? null : filter.encoded(series);
        if (labels != null) {
          for (var arrival : group.arrivals()) {
            message.sample(arrival.bits(i), arrival.timeMillis(i));
          }
          if (cut && !message.fits(labels, batch, MOST_BYTES)) {
            messages.add(message);
            var next = new WriteMessage();
            next.sample(first.bits(i), first.timeMillis(i));
            message = next;
          }
          message.series(labels);
        }
      }
    }
    messages.add(message);
    messages.removeIf(each -> each.samples() == 0);
    return messages;
  }

  /** Whether so much should rather be sent in parts. */
  static boolean isTooLarge(WriteMessage message) {
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
