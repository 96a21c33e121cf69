package dev.muster.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.muster.metrics.ExpositionException;
import dev.muster.metrics.ExpositionLimits;
import dev.muster.metrics.ExpositionReader;
import dev.muster.metrics.Labels;
import java.util.Arrays;

/** OpenMetrics text whose samples all have a time; what the comments say is passed over. */
final class OpenMetricsImport implements ImportFormat {
  private static final byte[] EOF = "# EOF\n".getBytes(ISO_8859_1);

  /** What a fault begins with, where the reader counts its lines. */
  private static final String LINE = "line ";

  private byte[] series = {};
  private Labels labels = Labels.EMPTY;
  private boolean ended;

  @Override
  public long read(byte[] lines, int length, long firstLine, Sink sink) {
    if (ended) {
      throw new ImportException(
          firstLine, "something stands behind \"# EOF\"; end the file with that line");
    }
    ended = endsWithEof(lines, length);
    byte[] page = Arrays.copyOf(lines, ended ? length : length + EOF.length);
    if (!ended) {
      System.arraycopy(EOF, 0, page, length, EOF.length);
    }
    var reader =
        new ExpositionReader(page, 0, page.length, ExpositionLimits.DEFAULT)
            .openMetrics()
            .skipComments();
    try {
      while (reader.next(series) == ExpositionReader.Entry.SAMPLE) {
        sample(page, reader, firstLine, sink);
      }
    } catch (ExpositionException e) {
      throw new ImportException(firstLine + e.line() - 1, fault(e));
    }
    return reader.line() - (ended ? 1L : 2L);
  }

  private void sample(byte[] page, ExpositionReader reader, long firstLine, Sink sink) {
    if (!reader.isExpected()) {
      labels = reader.labels();
      series = Arrays.copyOfRange(page, reader.seriesStart(), reader.seriesEnd());
    }
    long line = firstLine + reader.line() - 1;
    double value = reader.value();
    if (!reader.hasTimestamp()) {
      throw new ImportException(
          line, "the sample has no time; write it in Unix seconds behind the value");
    }
    sink.sample(labels, reader.timestampMillis(), value, line);
  }

  private static boolean endsWithEof(byte[] lines, int length) {
    int end = length;
    while (end > 0 && (lines[end - 1] == '\n' || lines[end - 1] == '\r')) {
      end--;
    }
    int from = end;
    while (from > 0 && lines[from - 1] != '\n') {
      from--;
    }
    return new String(lines, from, end - from, ISO_8859_1).strip().equals("# EOF");
  }

  static String fault(ExpositionException e) {
    String text = String.valueOf(e.getMessage());
    int colon = text.indexOf(": ");
    return text.startsWith(LINE) && colon > 0 ? text.substring(colon + 2) : text;
  }

  @Override
  public void end(long line) {
    if (!ended) {
      throw new ImportException(
          line, "the file ends without \"# EOF\", so it is not whole; end it with that line");
    }
  }
}
