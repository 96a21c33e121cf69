package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import java.util.BitSet;
import java.util.List;

/**
 * Prints what a million series cost in the index: memory, adding, finding, and half of them going
 * and others coming. Not a test: run by hand.
 */
final class SeriesIndexFigures {
  private static final int CLIENTS = 1000;
  private static final int METRICS = 100;
  private static final int DEVICES = 10;
  private static final int STEP = 250;

  private SeriesIndexFigures() {}

  public static void main(String[] arguments) {
    long before = used();
    var index = new SeriesIndex();
    long begun = System.nanoTime();
    int next = fill(index, 1, 0);
    said("add %d series".formatted(index.size()), begun);
    System.out.printf("memory: %.0f bytes a series%n", (double) (used() - before) / index.size());
    find(index);
    begun = System.nanoTime();
    long longest = 0;
    for (int from = 1; from < next / 2; from += STEP) {
      var gone = new BitSet();
      gone.set(from, from + STEP);
      long step = System.nanoTime();
      index.remove(gone);
      longest = Math.max(longest, System.nanoTime() - step);
    }
    said("drop half, %d a step, the longest %.1f ms".formatted(STEP, longest / 1e6), begun);
    fill(index, next, CLIENTS);
    System.out.printf("after churn %d series%n", index.size());
    find(index);
  }

  private static int fill(SeriesIndex index, int firstId, int firstClient) {
    int id = firstId;
    for (int client = firstClient; client < firstClient + CLIENTS; client++) {
      for (int metric = 0; metric < METRICS; metric++) {
        for (int device = 0; device < DEVICES; device++) {
          index.add(
              id++,
              Labels.of(
                  "__name__", ("metric_" + metric).intern(),
                  "client", ("pc" + client).intern(),
                  "device", ("d" + device).intern(),
                  "instance", ("10.0." + client / 256 + "." + client % 256 + ":10100").intern(),
                  "job", "node"));
        }
      }
    }
    return id;
  }

  private static void find(SeriesIndex index) {
    var name = Matcher.equal("__name__", "metric_7");
    for (var matchers :
        List.of(
            List.of(name),
            List.of(name, Matcher.equal("client", "pc700")),
            List.of(name, Matcher.of("client", Matcher.Type.REGEX, "pc7.*")),
            List.of(
                Matcher.equal("job", "node"), Matcher.of("device", Matcher.Type.REGEX, "d[1-3]")),
            List.of(name, Matcher.of("device", Matcher.Type.NOT_EQUAL, "d1")))) {
      int found = 0;
      long begun = System.nanoTime();
      for (int round = 0; round < 20; round++) {
        found = index.matching(matchers).cardinality();
      }
      said("find " + matchers + ": " + found + ", 20 times", begun);
    }
  }

  private static void said(String what, long begun) {
    System.out.printf("%s: %.1f ms%n", what, (System.nanoTime() - begun) / 1e6);
  }

  private static long used() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
