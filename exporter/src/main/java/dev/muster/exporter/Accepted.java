package dev.muster.exporter;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The form of the metrics page that a client's {@code Accept} asks for: of those it names, the one
 * of the highest {@code q}, and of equals the first. What nobody knows, such as an {@code escaping}
 * where no name needs any, is passed over; where nothing fits it is the text format.
 */
enum Accepted {
  TEXT,
  OPEN_METRICS,
  PROTOBUF;

  static final String PROTOBUF_TYPE =
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
          + " encoding=delimited";

  /** The form asked for by these header lines; null: there is none. */
  static Accepted of(@Nullable List<String> lines) {
    Accepted best = TEXT;
    double bestQuality = 0;
    for (String line : lines == null ? List.<String>of() : lines) {
      for (String range : line.toLowerCase(Locale.ROOT).split(",", -1)) {
        String[] parts = range.split(";", -1);
        Accepted form = form(parts);
        double quality = form == null ? 0 : quality(parts);
        if (form != null && quality > bestQuality) {
          best = form;
          bestQuality = quality;
        }
      }
    }
    return best;
  }

  private static @Nullable Accepted form(String[] parts) {
    return switch (parts[0].strip()) {
      case "text/plain", "text/*", "*/*" -> TEXT;
      case "application/openmetrics-text" -> openMetrics(parameter(parts, "version"));
      case "application/vnd.google.protobuf" ->
          parameter(parts, "proto").equals("io.prometheus.client.metricfamily")
                  && parameter(parts, "encoding").equals("delimited")
              ? PROTOBUF
              : null;
      default -> null;
    };
  }

  private static @Nullable Accepted openMetrics(String version) {
    return switch (version) {
      case "", "0.0.1", "1.0.0" -> OPEN_METRICS;
      default -> null;
    };
  }

  /** A parameter's value without quotes; "" where there is none. */
  private static String parameter(String[] parts, String name) {
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals > 0 && parts[i].substring(0, equals).strip().equals(name)) {
        return parts[i].substring(equals + 1).strip().replace("\"", "");
      }
    }
    return "";
  }

  private static double quality(String[] parts) {
    String q = parameter(parts, "q");
    try {
      return q.isEmpty() ? 1 : Math.clamp(Double.parseDouble(q), 0, 1);
    } catch (NumberFormatException none) {
      return 0;
    }
  }
}
