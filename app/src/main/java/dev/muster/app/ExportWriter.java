package dev.muster.app;

import dev.muster.archive.ExportSink;
import dev.muster.metrics.Labels;
import dev.muster.metrics.SampleValue;
import dev.muster.metrics.Series;
import dev.muster.metrics.StaleMarker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/** Writes samples as they come, in one of two formats. */
final class ExportWriter implements ExportSink {
  /** What is written. */
  enum Format {
    /** OpenMetrics 1.0 text, each series of unknown type; no stale markers. */
    OPENMETRICS,
    /** {@code series,time,value} with times in UTC; a stale marker is an empty value. */
    CSV
  }

  private static final Pattern PLAIN_NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern PLAIN_LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Format format;
  private final Appendable out;
  private long samples;

  ExportWriter(Format format, Appendable out) {
    this.format = format;
    this.out = out;
  }

  /** How many samples were written. */
  long samples() {
    return samples;
  }

  void begin() throws IOException {
    if (format == Format.CSV) {
      out.append("series,time,value\n");
    }
  }

  void end() throws IOException {
    if (format == Format.OPENMETRICS) {
      out.append("# EOF\n");
    }
  }

  @Override
  public void take(Series part) {
    String series = text(part.labels());
    try {
      for (int i = 0; i < part.size(); i++) {
        switch (format) {
          case OPENMETRICS -> openMetrics(series, part.timesMillis()[i], part.values()[i]);
          case CSV -> csv(series, part.timesMillis()[i], part.values()[i]);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void openMetrics(String series, long time, double value) throws IOException {
    if (!StaleMarker.is(value)) {
      out.append(series).append(' ').append(SampleValue.format(value)).append(' ');
      out.append(seconds(time)).append('\n');
      samples++;
    }
  }

  private void csv(String series, long time, double value) throws IOException {
    out.append('"').append(series.replace("\"", "\"\"")).append("\",");
    out.append(TIME.format(Instant.ofEpochMilli(time))).append(',');
    out.append(StaleMarker.is(value) ? "" : SampleValue.format(value)).append('\n');
    samples++;
  }

  /** Unix seconds with all the milliseconds. */
  private static String seconds(long millis) {
    long whole = Math.abs(millis) / 1000;
    long rest = Math.abs(millis) % 1000;
    String thousandths = Long.toString(1000 + rest).substring(1);
    return (millis < 0 ? "-" : "") + whole + "." + thousandths;
  }

  /** Such as {@code up{job="node"}}; a name that is not plain stands quoted among the labels. */
  private static String text(Labels labels) {
    String name = labels.metricName();
    boolean plain = PLAIN_NAME.matcher(name).matches();
    String outside = plain ? name : "";
    var inside = new StringBuilder(plain ? "" : Labels.quote(name));
    labels
        .withoutName()
        .forEach((label, value) -> {
          inside.append(inside.isEmpty() ? "" : ",");
          inside.append(PLAIN_LABEL.matcher(label).matches() ? label : Labels.quote(label));
          inside.append('=').append(Labels.quote(value));
        });
    return inside.isEmpty() ? outside : outside + "{" + inside + "}";
  }
}
