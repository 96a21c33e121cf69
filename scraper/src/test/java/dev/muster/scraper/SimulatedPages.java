package dev.muster.scraper;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Random;

/**
 * Pages as a Linux PC's exporter writes them, one second after the other: 56 in 100 series never
 * change, half of the others change every second, and the rest now and then.
 */
final class SimulatedPages {
  private static final int CONSTANT_PERCENT = 56;
  private static final String[] MODES = {
    "idle", "iowait", "irq", "nice", "softirq", "steal", "system", "user"
  };

  private final Random random = new Random(4);
  private final String[] names;
  private final double[] values;

  private SimulatedPages(int series) {
    this.names = new String[series];
    this.values = new double[series];
    for (int i = 0; i < series; i++) {
      int family = i / 8;
      names[i] =
          switch (family % 3) {
            case 0 ->
                "node_cpu_seconds_"
                    + family
                    + "_total{cpu=\""
                    + family
                    + "\",mode=\""
                    + MODES[i % 8]
                    + "\"}";
            case 1 -> "node_network_bytes_" + family + "_total{device=\"enp" + i + "s0\"}";
            default -> "node_memory_Something_" + i + "_bytes";
          };
      values[i] = i % 5 == 0 ? random.nextInt(10) : Math.rint(1e10 * random.nextDouble());
    }
  }

  /** Whole HTTP answers, the page packed by gzip. */
  static byte[][] answers(int series, int count) throws IOException {
    var pages = new SimulatedPages(series);
    byte[][] answers = new byte[count][];
    for (int i = 0; i < count; i++) {
      byte[] body = TestServer.gzip(pages.next());
      byte[] head =
          ("HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
                  + "Content-Encoding: gzip\r\nContent-Length: "
                  + body.length
                  + "\r\n\r\n")
              .getBytes(UTF_8);
      answers[i] = new byte[head.length + body.length];
      System.arraycopy(head, 0, answers[i], 0, head.length);
      System.arraycopy(body, 0, answers[i], head.length, body.length);
    }
    return answers;
  }

  private byte[] next() {
    var text = new StringBuilder();
    for (int i = 0; i < names.length; i++) {
      if (i % 8 == 0) {
        String family = names[i].replaceAll("\\{.*", "");
        text.append("# HELP ").append(family).append(" What the kernel says of this.\n# TYPE ");
        text.append(family).append(" gauge\n");
      }
      text.append(names[i]).append(' ');
      move(i);
      double value = values[i];
      text.append(value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value));
      text.append('\n');
    }
    return text.toString().getBytes(UTF_8);
  }

  private void move(int i) {
    int kind = (i * 37) % 100;
    if (kind < CONSTANT_PERCENT) {
      return;
    }
    if (kind % 2 == 0 || random.nextInt(15) == 0) {
      switch (kind % 3) {
        case 0 -> values[i] += random.nextInt(100_000);
        case 1 -> values[i] = Math.rint(100 * (values[i] + random.nextDouble())) / 100;
        default -> values[i] = 4096 * Math.rint(1e6 * random.nextDouble());
      }
    }
  }
}
