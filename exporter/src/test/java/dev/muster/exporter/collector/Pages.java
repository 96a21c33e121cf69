package dev.muster.exporter.collector;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The page as text 0.0.4, and the samples in the collectors' class comments. */
final class Pages {
  private Pages() {}

  static String text(Collector collector) throws Exception {
    var page = new MetricPage();
    collector.collect(page);
    return text(page);
  }

  static String text(MetricPage page) throws IOException {
    var out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(out, page.snapshots(), EscapingScheme.ALLOW_UTF8);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The lines between {@code <pre>} and {@code </pre>} in the comment of a class. */
  static String sample(Class<?> type) throws IOException {
    Path source =
        Path.of("src/main/java", type.getName().replace('.', '/') + ".java").toAbsolutePath();
    return Files.readAllLines(source).stream()
        .dropWhile(line -> !line.equals(" * <pre>"))
        .skip(1)
        .takeWhile(line -> !line.equals(" * </pre>"))
        .map(line -> line.substring(" * ".length()) + "\n")
        .collect(Collectors.joining());
  }

  /** A machine with this operating system, whose clock stands still. */
  static Machine machine(Os os, CollectorSettings settings) {
    return new Machine(
        os, settings, () -> java.time.Instant.ofEpochSecond(1_795_256_356), new Oshi());
  }
}
