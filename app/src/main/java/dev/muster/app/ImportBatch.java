package dev.muster.app;

import dev.muster.archive.PushedSeries;
import dev.muster.metrics.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Samples on their way from a file, gathered by series up to a bound. */
final class ImportBatch {
  private static final int MOST_SAMPLES = 100_000;

  /** A request may have 10 MiB; labels and samples take about as many bytes as counted here. */
  private static final long MOST_BYTES = 4 << 20;

  private static final int SAMPLE_BYTES = 21;

  private static final class Column {
    private long[] times = new long[8];
    private double[] values = new double[8];
    private int size;

    void add(long time, double value) {
      if (size == times.length) {
        times = Arrays.copyOf(times, 2 * size);
        values = Arrays.copyOf(values, 2 * size);
      }
      times[size] = time;
      values[size++] = value;
    }
  }

  private final Map<Labels, Column> columns = new LinkedHashMap<>();
  private @Nullable Labels lastLabels;
  private Column last = new Column();
  private int samples;
  private long bytes;
  private long firstLine;
  private long lastLine;

  /** Adds a sample of a line; the same labels again are best given as the same instance. */
  @SuppressWarnings("ReferenceEquality") // the same instance saves a look-up, and no more
  void add(Labels labels, long time, double value, long line) {
    if (labels != lastLabels) {
      last = columns.computeIfAbsent(labels, this::begin);
      lastLabels = labels;
    }
    last.add(time, value);
    firstLine = samples == 0 ? line : firstLine;
    lastLine = line;
    samples++;
    bytes += SAMPLE_BYTES;
  }

  private Column begin(Labels labels) {
    bytes += SAMPLE_BYTES;
    labels.forEach((name, value) -> bytes += 3L * (name.length() + value.length()) + 8);
    return new Column();
  }

  boolean isFull() {
    return samples >= MOST_SAMPLES || bytes >= MOST_BYTES;
  }

  int samples() {
    return samples;
  }

  /** Which lines of the file it has, for a message. */
  String lines() {
    return firstLine == lastLine ? "line " + firstLine : "lines " + firstLine + " to " + lastLine;
  }

  /** The series; the batch is not to be added to afterwards. */
  List<PushedSeries> series() {
    var series = new ArrayList<PushedSeries>(columns.size());
    columns.forEach((labels, column) ->
        series.add(
            new PushedSeries(
                labels,
                Arrays.copyOf(column.times, column.size),
                Arrays.copyOf(column.values, column.size))));
    return series;
  }
}
