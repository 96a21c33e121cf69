package dev.muster.e2e.soak;

import dev.muster.e2e.MusterProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What the server takes over time, from the end of the warm-up on. */
final class ServerWatch {
  private static final double MB = 1e6;

  /** Heap in use, garbage too; the least of a few minutes is what lives. */
  private record Sample(
      double seconds, Figures figures, double heapBytes, long archiveBytes, double samples) {}

  private final MusterProcess server;
  private final SoakApi api;
  private final List<Sample> samples = new ArrayList<>();
  private Map<String, Double> first = Map.of();
  private Map<String, Double> last = Map.of();

  ServerWatch(MusterProcess server, SoakApi api) {
    this.server = server;
    this.api = api;
  }

  /** Takes a sample now; which is the first when it {@code begins} anew. */
  void look(boolean begins) throws IOException, InterruptedException {
    last = api.metrics();
    if (begins) {
      samples.clear();
      first = last;
    }
    samples.add(
        new Sample(
            System.nanoTime() / 1e9,
            Figures.of(server.pid()),
            last.getOrDefault("muster_heap_used_bytes", 0.0),
            archiveBytes(),
            last.getOrDefault("muster_scraper_samples_total", 0.0)));
  }

  private long archiveBytes() throws IOException {
    var wal = server.archive().resolveSibling(server.archive().getFileName() + "-wal");
    return size(server.archive()) + size(wal);
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /** How much a counter of the server's page rose since the first sample. */
  double rise(String series) {
    return last.getOrDefault(series, 0.0) - first.getOrDefault(series, 0.0);
  }

  double cpuSeconds() {
    return samples.getLast().figures().cpuSeconds() - samples.getFirst().figures().cpuSeconds();
  }

  double seconds() {
    return samples.getLast().seconds() - samples.getFirst().seconds();
  }

  /** In MB. */
  Growth ownMemory() {
    return growth(sample -> sample.figures().ownBytes() / MB, 16);
  }

  /** In MB. What files are mapped is the system's to give and take, and goes with the archive. */
  Growth fileMemory() {
    return growth(sample -> sample.figures().fileBytes() / MB, Double.POSITIVE_INFINITY);
  }

  /** In MB; what a collection left is at most the least of six samples. */
  Growth heap() {
    var least = new ArrayList<Growth.Point>();
    for (int i = 0; i + 6 <= samples.size() || i == 0; i += 6) {
      var some = samples.subList(i, Math.min(i + 6, samples.size()));
      double heap = some.stream().mapToDouble(Sample::heapBytes).min().orElse(0);
      least.add(new Growth.Point(some.getFirst().seconds(), heap / MB));
    }
    return Growth.of(least, 16);
  }

  Growth threads() {
    return growth(sample -> sample.figures().threads(), 4);
  }

  Growth descriptors() {
    return growth(sample -> sample.figures().descriptors(), 16);
  }

  /** In MB. */
  Growth archive() {
    return growth(sample -> sample.archiveBytes() / MB, Double.POSITIVE_INFINITY);
  }

  /** Of a core, of the CPU since the sample before. */
  double lastShare() {
    if (samples.size() < 2) {
      return 0;
    }
    var now = samples.getLast();
    var before = samples.get(samples.size() - 2);
    return (now.figures().cpuSeconds() - before.figures().cpuSeconds())
        / (now.seconds() - before.seconds());
  }

  Figures now() {
    return samples.getLast().figures();
  }

  private Growth growth(ToDoubleFunction<Sample> figure, double noise) {
    return Growth.of(
        samples.stream()
            .map(sample -> new Growth.Point(sample.seconds(), figure.applyAsDouble(sample)))
            .toList(),
        noise);
  }
}
