package dev.muster.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.metrics.ExpositionException;
import dev.muster.metrics.ExpositionLimits;
import dev.muster.metrics.ExpositionReader;
import dev.muster.metrics.Labels;
import dev.muster.metrics.SampleValue;
import dev.muster.metrics.StaleMarker;
import java.util.regex.Pattern;

/**
 * Lines {@code series,time,value} under that heading. The series stands in quotes where it has a
 * comma or a quote, and quotes in it twice; an empty value is a stale marker.
 */
final class CsvImport implements ImportFormat {
  private static final String HEADING = "series,time,value";

  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z");

  private String seriesText = "";
  private Labels labels = Labels.EMPTY;
  private String day = "";
  private long dayMillis;
  private boolean begun;

  @Override
  public long read(byte[] lines, int length, long firstLine, Sink sink) {
    long line = firstLine;
    for (int from = 0; from < length; line++) {
      int end = from;
      while (end < length && lines[end] != '\n') {
        end++;
      }
      int to = end > from && lines[end - 1] == '\r' ? end - 1 : end;
      var text = new String(lines, from, to - from, UTF_8);
      if (text.indexOf('\uFFFD') >= 0) {
        throw new ImportException(line, "the line is not UTF-8; write the file as UTF-8");
      }
      line(text, line, sink);
      from = end + 1;
    }
    return line - firstLine;
  }

  private void line(String text, long line, Sink sink) {
    if (!begun) {
      if (!text.equals(HEADING)) {
        throw new ImportException(
            line, "the first line is not \"" + HEADING + "\"; write it there");
      }
      begun = true;
    } else if (!text.isEmpty()) {
      sample(text, line, sink);
    }
  }

  private void sample(String text, long line, Sink sink) {
    int behind = behindSeries(text, line);
    int comma = text.indexOf(',', behind + 1);
    if (comma < 0 || text.indexOf(',', comma + 1) >= 0) {
      throw new ImportException(
          line, "expected " + HEADING + "; a series with commas stands in quotes");
    }
    series(text.substring(0, behind), line);
    long time = time(text.substring(behind + 1, comma), line);
    sink.sample(labels, time, value(text.substring(comma + 1), line), line);
  }

  /** Where the comma behind the series is. */
  private static int behindSeries(String text, long line) {
    int at = 0;
    if (text.startsWith("\"")) {
      at = text.indexOf('"', 1);
      while (at >= 0 && text.startsWith("\"\"", at)) {
        at = text.indexOf('"', at + 2);
      }
      at = at < 0 ? -1 : at + 1;
    } else {
      at = text.indexOf(',');
    }
    if (at < 0 || at >= text.length() || text.charAt(at) != ',') {
      throw new ImportException(line, "expected a comma behind the series");
    }
    return at;
  }

  private void series(String field, long line) {
    if (field.equals(seriesText)) {
      return;
    }
    String plain =
        field.startsWith("\"")
            ? field.substring(1, field.length() - 1).replace("\"\"", "\"")
            : field;
    byte[] page = (plain + " 0\n").getBytes(UTF_8);
    try {
      var reader = new ExpositionReader(page, 0, page.length, ExpositionLimits.DEFAULT);
      if (reader.next() != ExpositionReader.Entry.SAMPLE) {
        throw new ImportException(line, "there is no series; write one such as up{job=\"node\"}");
      }
      labels = reader.labels();
      reader.value();
      seriesText = field;
    } catch (ExpositionException e) {
      throw new ImportException(line, "no series: " + OpenMetricsImport.fault(e));
    }
  }

  private long time(String text, long line) {
    // As the export writes it: the day is that of the line before, as a rule.
    boolean isSameDay = !day.isEmpty() && text.startsWith(day) && TIME.matcher(text).matches();
    if (isSameDay) {
      return dayMillis
          + number(text, 11, 2) * 3_600_000L
          + number(text, 14, 2) * 60_000L
          + number(text, 17, 2) * 1000L
          + number(text, 20, 3);
    }
    try {
      long time = ExportTime.parse(text);
      if (TIME.matcher(text).matches()) {
        day = text.substring(0, 11);
        dayMillis = Math.floorDiv(time, 86_400_000L) * 86_400_000L;
      }
      return time;
    } catch (IllegalArgumentException e) {
      throw new ImportException(line, String.valueOf(e.getMessage()));
    }
  }

  private static int number(String text, int from, int digits) {
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      number = 10 * number + text.charAt(i) - '0';
    }
    return number;
  }

  private static double value(String text, long line) {
    try {
      return text.isEmpty() ? StaleMarker.VALUE : SampleValue.parse(text);
    } catch (NumberFormatException e) {
      throw new ImportException(
          line, "\"" + text + "\" is no value; give a number, NaN, +Inf or -Inf");
    }
  }

  @Override
  public void end(long line) {
    if (!begun) {
      throw new ImportException(1, "the file is empty; its first line is \"" + HEADING + "\"");
    }
  }
}
