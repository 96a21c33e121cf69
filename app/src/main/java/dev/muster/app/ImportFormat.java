package dev.muster.app;

import dev.muster.metrics.Labels;

/** Reads samples from whole lines of a file, some lines at a time. */
interface ImportFormat {
  /** Takes samples. */
  interface Sink {
    void sample(Labels labels, long timeMillis, double value, long line);
  }

  /**
   * Reads some lines.
   *
   * @param lines whole lines, each with its end, up to {@code length}
   * @param firstLine the number of the first one, counted from 1
   * @return how many lines there were
   * @throws ImportException if a line is none of the format
   */
  long read(byte[] lines, int length, long firstLine, Sink sink);

  /**
   * The file is over.
   *
   * @param line the number of the line that would come next
   * @throws ImportException if something is missing
   */
  void end(long line);

  static ImportFormat of(ExportWriter.Format format) {
    return switch (format) {
      case OPENMETRICS -> new OpenMetricsImport();
      case CSV -> new CsvImport();
    };
  }
}
