package dev.muster.exporter.collector;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A family made by client_java's classes, histograms for one, and written by its writers. */
record SnapshotFamily(MetricSnapshot snapshot) implements PageFamily {
  private static final String END = "# EOF\n";

  @Override
  public String name() {
    return snapshot.getMetadata().getPrometheusName();
  }

  @Override
  public void writeTo(PageBytes page, boolean openMetrics) {
    ExpositionFormatWriter writer =
        openMetrics ? OpenMetricsTextFormatWriter.create() : PrometheusTextFormatWriter.create();
    var out = new ByteArrayOutputStream();
    try {
      writer.write(out, new MetricSnapshots(snapshot), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String text = out.toString(UTF_8);
    page.text(openMetrics ? text.substring(0, text.length() - END.length()) : text);
  }
}
