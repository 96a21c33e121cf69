package dev.muster.exporter.collector;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Memory of UDP packets that wait, of all sockets together. Linux only.
 *
 * <pre>
 * # HELP node_udp_queues Bytes of UDP packets that wait to be sent (tx) or read (rx).
 * # TYPE node_udp_queues gauge
 * node_udp_queues{ip="v4",queue="rx"} 33.0
 * node_udp_queues{ip="v4",queue="tx"} 16.0
 * </pre>
 */
final class UdpQueuesCollector implements Collector {
  /** Bytes. */
  record Queues(double tx, double rx) {}

  private final Source<Map<String, Queues>> source;

  UdpQueuesCollector(Source<Map<String, Queues>> source) {
    this.source = source;
  }

  static UdpQueuesCollector of(Machine machine) {
    return new UdpQueuesCollector(
        machine.onLinux(
            "how many UDP packets wait",
            () -> {
              ProcFile four = machine.proc("net/udp");
              ProcFile six = machine.proc("net/udp6");
              return () -> {
                Map<String, Queues> queues = new LinkedHashMap<>();
                addIfThere(queues, "v4", four);
                addIfThere(queues, "v6", six);
                if (queues.isEmpty()) {
                  throw new NoDataException("this kernel has no UDP");
                }
                return queues;
              };
            }));
  }

  private static void addIfThere(Map<String, Queues> queues, String ip, ProcFile file)
      throws IOException {
    try {
      queues.put(ip, parse(file.read()));
    } catch (FileNotFoundException notThisProtocol) {
      // IPv6 may be left out of a kernel.
    }
  }

  @Override
  public String name() {
    return "udp_queues";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    var family =
        page.gaugeFamily(
            "node_udp_queues",
            "Bytes of UDP packets that wait to be sent (tx) or read (rx).",
            "queue",
            "ip");
    source
        .read()
        .forEach((ip, queues) -> {
          family.add(queues.tx(), "tx", ip);
          family.add(queues.rx(), "rx", ip);
        });
  }

  /**
   * Linux: {@code /proc/net/udp} and {@code udp6}, a headline and one socket a line; the fifth word
   * is the two queues' lengths, in hexadecimal digits with a colon between them.
   */
  static Queues parse(String procNetUdp) {
    var words = new Words("/proc/net/udp", procNetUdp);
    double tx = 0;
    double rx = 0;
    words.nextLine();
    while (words.nextLine()) {
      if (!words.hasNext()) {
        continue;
      }
      words.skip(4);
      String both = words.next();
      int colon = both.indexOf(':');
      try {
        tx += Long.parseLong(both, 0, Math.max(0, colon), 16);
        rx += Long.parseLong(both, colon + 1, both.length(), 16);
      } catch (NumberFormatException e) {
        throw new FailedReadingException(
            "/proc/net/udp: expected two queues' lengths instead of \"%s\"".formatted(both));
      }
    }
    return new Queues(tx, rx);
  }
}
