package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;

/**
 * A page of gauges, counters and untyped families as text: byte for byte what client_java's writers
 * make of it, for a fraction of their work.
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

  private static final String TOTAL = "_total";

  /** Up to here Java writes a whole number without an exponent. */
  private static final double PLAIN = 1e7;

  private final Format format;
  private final StringBuilder out = new StringBuilder(32 << 10);

  private PageText(Format format) {
    this.format = format;
  }

  /**
   * The page's bytes, in UTF-8.
   *
   * @throws IllegalArgumentException if a family is of another type
   */
  static byte[] of(MetricSnapshots page, Format format) {
    var text = new PageText(format);
    for (MetricSnapshot family : page) {
      text.family(family);
    }
    if (format == Format.OPEN_METRICS) {
      text.out.append("# EOF\n");
    }
    return text.out.toString().getBytes(UTF_8);
  }

  private void family(MetricSnapshot family) {
    String name = family.getMetadata().getPrometheusName();
    boolean openMetrics = format == Format.OPEN_METRICS;
    switch (family) {
      case GaugeSnapshot gauge -> {
        head(family, name, "gauge");
        gauge.getDataPoints().forEach(point -> sample(name, point));
      }
      case CounterSnapshot counter -> {
        String base =
            name.endsWith(TOTAL) ? name.substring(0, name.length() - TOTAL.length()) : name;
        head(family, openMetrics ? base : base + TOTAL, "counter");
        counter.getDataPoints().forEach(point -> sample(base + TOTAL, point));
      }
      case UnknownSnapshot unknown -> {
        head(family, name, openMetrics ? "unknown" : "untyped");
        unknown.getDataPoints().forEach(point -> sample(name, point));
      }
      default ->
          throw new IllegalArgumentException("family " + name + " is a " + family.getClass());
    }
  }

  private void head(MetricSnapshot family, String name, String type) {
    String help = family.getMetadata().getHelp();
    if (format == Format.OPEN_METRICS) {
      type(name, type);
      help(name, help);
    } else {
      help(name, help);
      type(name, type);
    }
  }

  private void type(String name, String type) {
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void help(String name, String help) {
    if (help != null && !help.isEmpty()) {
      out.append("# HELP ").append(name).append(' ');
      escaped(help, format == Format.OPEN_METRICS);
      out.append('\n');
    }
  }

  private void sample(String name, DataPointSnapshot point) {
    out.append(name);
    labels(point.getLabels());
    out.append(' ');
    number(value(point));
    out.append('\n');
  }

  private static double value(DataPointSnapshot point) {
    return switch (point) {
      case GaugeDataPointSnapshot gauge -> gauge.getValue();
      case CounterDataPointSnapshot counter -> counter.getValue();
      case UnknownDataPointSnapshot unknown -> unknown.getValue();
      default -> throw new IllegalArgumentException(point.getClass().getName());
    };
  }

  private void labels(Labels labels) {
    if (labels.isEmpty()) {
      return;
    }
    char before = '{';
    for (int i = 0; i < labels.size(); i++) {
      out.append(before).append(labels.getPrometheusName(i)).append("=\"");
      escaped(labels.getValue(i), true);
      out.append('"');
      before = ',';
    }
    out.append('}');
  }

  private void escaped(String text, boolean quotesToo) {
    if (text.indexOf('\\') < 0 && text.indexOf('\n') < 0 && text.indexOf('"') < 0) {
      out.append(text);
      return;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '"' -> out.append(quotesToo ? "\\\"" : "\"");
        default -> out.append(c);
      }
    }
  }

  private void number(double value) {
    long whole = (long) value;
    if (whole == value && whole != 0 && Math.abs(value) < PLAIN) {
      out.append(whole).append(".0");
    } else if (Double.isInfinite(value)) {
      out.append(value > 0 ? "+Inf" : "-Inf");
    } else {
      out.append(value);
    }
  }
}
