package dev.muster.exporter.collector;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Sockets per protocol. Linux only.
 *
 * <pre>
 * # HELP node_sockstat_FRAG6_inuse Sockets of FRAG6: inuse.
 * # TYPE node_sockstat_FRAG6_inuse gauge
 * node_sockstat_FRAG6_inuse 0.0
 * # HELP node_sockstat_FRAG6_memory Sockets of FRAG6: memory.
 * # TYPE node_sockstat_FRAG6_memory gauge
 * node_sockstat_FRAG6_memory 0.0
 * # HELP node_sockstat_TCP_alloc Sockets of TCP: alloc.
 * # TYPE node_sockstat_TCP_alloc gauge
 * node_sockstat_TCP_alloc 9.0
 * # HELP node_sockstat_TCP_inuse Sockets of TCP: inuse.
 * # TYPE node_sockstat_TCP_inuse gauge
 * node_sockstat_TCP_inuse 4.0
 * # HELP node_sockstat_TCP_mem Sockets of TCP: mem.
 * # TYPE node_sockstat_TCP_mem gauge
 * node_sockstat_TCP_mem 2.0
 * # HELP node_sockstat_TCP_mem_bytes Sockets of TCP: mem_bytes.
 * # TYPE node_sockstat_TCP_mem_bytes gauge
 * node_sockstat_TCP_mem_bytes 8192.0
 * # HELP node_sockstat_TCP_orphan Sockets of TCP: orphan.
 * # TYPE node_sockstat_TCP_orphan gauge
 * node_sockstat_TCP_orphan 0.0
 * # HELP node_sockstat_TCP_tw Sockets of TCP: tw.
 * # TYPE node_sockstat_TCP_tw gauge
 * node_sockstat_TCP_tw 132.0
 * # HELP node_sockstat_sockets_used Sockets of sockets: used.
 * # TYPE node_sockstat_sockets_used gauge
 * node_sockstat_sockets_used 29.0
 * </pre>
 */
final class SockstatCollector implements Collector {
  record Field(String protocol, String word, double value) {}

  private static final Set<String> WORDS =
      Set.of("used", "inuse", "orphan", "tw", "alloc", "mem", "memory");

  private final Source<List<Field>> source;

  SockstatCollector(Source<List<Field>> source) {
    this.source = source;
  }

  static SockstatCollector of(Machine machine) {
    if (machine.os() != Os.LINUX) {
      return new SockstatCollector(() -> {
        throw new NoDataException("only Linux tells sockets per protocol");
      });
    }
    ProcFile four = machine.proc("net/sockstat");
    ProcFile six = machine.proc("net/sockstat6");
    boolean hasSix = Files.exists(machine.settings().procfs().resolve("net/sockstat6"));
    return new SockstatCollector(() -> {
      long pageSize = PageSize.BYTES;
      List<Field> fields = new ArrayList<>(parse(four.read(), pageSize));
      if (hasSix) {
        fields.addAll(parse(six.read(), pageSize));
      }
      return fields;
    });
  }

  @Override
  public String name() {
    return "sockstat";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    for (Field field : source.read()) {
      page.gauge(
          "node_sockstat_" + field.protocol() + "_" + field.word(),
          "Sockets of " + field.protocol() + ": " + field.word() + ".",
          field.value());
    }
  }

  /** Linux: {@code /proc/net/sockstat} and {@code sockstat6}; {@code mem} is in pages. */
  static List<Field> parse(String procSockstat, long pageSize) {
    var words = new Words("/proc/net/sockstat", procSockstat);
    List<Field> fields = new ArrayList<>();
    while (words.nextLine()) {
      if (!words.hasNext()) {
        continue;
      }
      String protocol = words.upTo(':');
      while (words.hasNext()) {
        String word = words.next();
        double value = words.nextCount();
        if (WORDS.contains(word)) {
          fields.add(new Field(protocol, word, value));
        }
        if (word.equals("mem")) {
          fields.add(new Field(protocol, "mem_bytes", value * pageSize));
        }
      }
    }
    return fields;
  }
}
