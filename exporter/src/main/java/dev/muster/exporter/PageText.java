package dev.muster.exporter;

import dev.muster.exporter.collector.PageBytes;
import dev.muster.exporter.collector.PageFamily;
import java.util.List;

/**
 * A page as text: byte for byte what client_java's writers make of it, for a fraction of their
 * work. Not safe for two threads at once.
 */
final class PageText {
  /** Which of the two text formats. */
  enum Format {
    PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
    OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private final String contentType;

    Format(String contentType) {
      this.contentType = contentType;
    }

    String contentType() {
      return contentType;
    }
  }

  private final PageBytes bytes = new PageBytes();

  /** The page's bytes, in UTF-8; the families in the order of their names. */
  byte[] of(List<PageFamily> families, Format format) {
    bytes.clear();
    boolean openMetrics = format == Format.OPEN_METRICS;
    for (PageFamily family : families) {
      family.writeTo(bytes, openMetrics);
    }
    if (openMetrics) {
      bytes.text("# EOF\n");
    }
    return bytes.copy();
  }
}
