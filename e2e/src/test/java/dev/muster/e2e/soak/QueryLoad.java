package dev.muster.e2e.soak;

import static dev.muster.e2e.soak.SoakApi.encoded;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Asks what programs and dashboards ask, two questions a second whether or not those before are
 * answered: of ten, five instant queries, two over the last hour of all clients, and labels,
 * series, alerts. Times count from when a question was due.
 */
final class QueryLoad implements AutoCloseable {
  private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long HOUR = 3600;
  private static final int STEP = 15;

  private static final List<String> INSTANT =
      List.of(
          "up",
          "sum(up) by (group)",
          "100 * (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)",
          "topk(5, node_load1)",
          "sum by (client) (rate(node_network_receive_bytes_total[1m]))");
  private static final List<String> RANGE =
      List.of(
          "100 - avg by (client) (rate(node_cpu_seconds_total{mode=\"idle\"}[1m])) * 100",
          "node_load1",
          "100 * (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)",
          "sum by (group) (rate(node_network_receive_bytes_total[5m]))");
  private static final List<String> LABELS =
      List.of("/api/v1/labels", "/api/v1/label/client/values", "/api/v1/label/__name__/values");
  private static final List<String> SERIES =
      List.of("node_load1", "{client=\"pc-001\"}", "container_memory_bytes{group=\"lab-1\"}");
  private static final List<Kind> TURNS =
      List.of(
          Kind.INSTANT,
          Kind.RANGE,
          Kind.INSTANT,
          Kind.LABELS,
          Kind.INSTANT,
          Kind.RANGE,
          Kind.INSTANT,
          Kind.SERIES,
          Kind.INSTANT,
          Kind.ALERTS);

  private enum Kind {
    INSTANT("instant"),
    RANGE("range of 1 h"),
    LABELS("labels"),
    SERIES("series"),
    ALERTS("alerts");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  private final SoakApi api;
  private final Latencies latencies;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean stopped;

  QueryLoad(SoakApi api, Latencies latencies) {
    this.api = api;
    this.latencies = latencies;
    threads.execute(this::run);
  }

  private void run() {
    long next = System.nanoTime();
    for (int turn = 0; !stopped; turn++) {
      int number = turn;
      long due = next;
      threads.execute(() -> ask(number, due));
      next += BETWEEN_NANOS;
      try {
        TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private void ask(int turn, long due) {
    var kind = TURNS.get(turn % TURNS.size());
    int which = turn / 2;
    try {
      var _ = api.get(path(kind, which));
      latencies.took(kind.words, (System.nanoTime() - due) / 1e6);
    } catch (IOException e) {
      latencies.failed(kind.words, String.valueOf(e.getMessage()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static String path(Kind kind, int which) {
    return switch (kind) {
      case INSTANT -> "/api/v1/query?query=" + encoded(one(INSTANT, which));
      case RANGE -> {
        long now = System.currentTimeMillis() / 1000;
        var times = "&start=" + (now - HOUR) + "&end=" + now + "&step=" + STEP;
        yield "/api/v1/query_range?query=" + encoded(one(RANGE, which)) + times;
      }
      case LABELS -> one(LABELS, which);
      case SERIES ->
          "/api/v1/series?match[]=".replace("[]", "%5B%5D") + encoded(one(SERIES, which));
      case ALERTS -> "/api/v1/alerts";
    };
  }

  /** One after the other, whatever of ten turns the kind has. */
  private static String one(List<String> all, int which) {
    return all.get((which + which / 5) % all.size());
  }

  /** Asks no more; waits for what was asked. */
  @Override
  public void close() {
    stopped = true;
    threads.close();
  }
}
