package dev.muster.exporter.collector;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connections that the firewall follows. Linux only, while its module is loaded.
 *
 * <pre>
 * # HELP node_nf_conntrack_entries Connections followed now.
 * # TYPE node_nf_conntrack_entries gauge
 * node_nf_conntrack_entries 123.0
 * # HELP node_nf_conntrack_entries_limit Connections that can be followed.
 * # TYPE node_nf_conntrack_entries_limit gauge
 * node_nf_conntrack_entries_limit 65536.0
 * # HELP node_nf_conntrack_stat_drop Events of all CPUs: drop.
 * # TYPE node_nf_conntrack_stat_drop gauge
 * node_nf_conntrack_stat_drop 17.0
 * # HELP node_nf_conntrack_stat_found Events of all CPUs: found.
 * # TYPE node_nf_conntrack_stat_found gauge
 * node_nf_conntrack_stat_found 3.0
 * </pre>
 */
final class ConntrackCollector implements Collector {
  record Reading(double entries, double limit, Map<Event, Double> events) {}

  /** In the kernel's words; the rest of its columns are not shown. */
  enum Event {
    FOUND,
    INVALID,
    IGNORE,
    INSERT,
    INSERT_FAILED,
    DROP,
    EARLY_DROP,
    SEARCH_RESTART;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable Event of(String word) {
      for (Event event : values()) {
        if (event.word().equals(word)) {
          return event;
        }
      }
      return null;
    }
  }

  private final Source<Reading> source;

  ConntrackCollector(Source<Reading> source) {
    this.source = source;
  }

  static ConntrackCollector of(Machine machine) {
    return new ConntrackCollector(
        machine.onLinux(
            "the connections that its firewall follows",
            () -> {
              ProcFile count = machine.proc("sys/net/netfilter/nf_conntrack_count");
              ProcFile max = machine.proc("sys/net/netfilter/nf_conntrack_max");
              ProcFile stat = machine.proc("net/stat/nf_conntrack");
              return () ->
                  new Reading(
                      number(count.readIfThere()),
                      number(max.readIfThere()),
                      parse(stat.readIfThere()));
            }));
  }

  @Override
  public String name() {
    return "conntrack";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    Reading reading = source.read();
    page.gauge("node_nf_conntrack_entries", "Connections followed now.", reading.entries());
    page.gauge(
        "node_nf_conntrack_entries_limit", "Connections that can be followed.", reading.limit());
    reading
        .events()
        .forEach((event, count) ->
            page.gauge(
                "node_nf_conntrack_stat_" + event.word(),
                "Events of all CPUs: " + event.word() + ".",
                count));
  }

  private static double number(String text) {
    var words = new Words("/proc/sys/net/netfilter", text);
    words.nextLine();
    return words.nextCount();
  }

  /**
   * Linux: {@code /proc/net/stat/nf_conntrack}, a headline with the columns' names and one CPU a
   * line, in hexadecimal digits. Added up over the CPUs.
   */
  static Map<Event, Double> parse(String procNetStat) {
    var words = new Words("/proc/net/stat/nf_conntrack", procNetStat);
    words.nextLine();
    List<@Nullable Event> columns = new ArrayList<>();
    while (words.hasNext()) {
      columns.add(Event.of(words.next()));
    }
    Map<Event, Double> sums = new EnumMap<>(Event.class);
    while (words.nextLine()) {
      for (int i = 0; i < columns.size() && words.hasNext(); i++) {
        double count = words.nextHex();
        Event event = columns.get(i);
        if (event != null) {
          sums.merge(event, count, Double::sum);
        }
      }
    }
    return sums;
  }
}
