package dev.muster.exporter.collector;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;

/** One family as it stands on the page. */
public interface PageFamily {
  /** As the page has it; the page is in the order of these. */
  String name();

  /** Writes it in text format 0.0.4, or in that of OpenMetrics. */
  void writeTo(PageBytes page, boolean openMetrics);

  /** The same for client_java's writers. */
  MetricSnapshot snapshot();
}
