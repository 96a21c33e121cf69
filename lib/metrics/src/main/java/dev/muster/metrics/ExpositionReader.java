package dev.muster.metrics;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps through a page of the text format 0.0.4 or of OpenMetrics 1.0, entry by entry, without
 * making an object a line.
 *
 * <p>A series is first only delimited: {@link #seriesStart} to {@link #seriesEnd} are the bytes
 * that name it. Whoever knows these bytes from an earlier page goes straight to {@link #value};
 * otherwise {@link #labels} must come first, which checks and reads them.
 *
 * <p>As with Prometheus, the last line may lack its line end, blanks may stand between all parts,
 * and names in quotes may hold any UTF-8. Of OpenMetrics, too, blanks are taken more freely than
 * its grammar has them; exemplars are passed over unread.
 *
 * @see <a href="https://prometheus.io/docs/specs/om/open_metrics_spec/">OpenMetrics 1.0</a>
 */
public final class ExpositionReader {
  /** What stands on a line. */
  public enum Entry {
    HELP,
    TYPE,
    /** Of OpenMetrics alone. */
    UNIT,
    SAMPLE,
    END
  }

  private static final byte[] NO_SERIES = {};
  private static final double LATEST_SECONDS = Long.MAX_VALUE / 1000.0;
  private static final int SHOWN_TOKEN = 40;

  private final PageCursor cursor;
  private final SeriesSyntax syntax;
  private final CommentSyntax comments;
  private final ExpositionLimits limits;
  private boolean openMetrics;
  private boolean ended;
  private boolean skipsComments;
  private boolean anything;
  private boolean inSample;
  private boolean asExpected;
  private int seriesStart;
  private int seriesEnd;
  private int valueStart;
  private int valueEnd;
  private boolean hasTimestamp;
  private long timestampMillis;

  public ExpositionReader(byte[] page, int from, int to, ExpositionLimits limits) {
    this.cursor = new PageCursor(page, from, to);
    this.limits = limits;
    this.syntax = new SeriesSyntax(cursor, limits);
    this.comments = new CommentSyntax(cursor, syntax);
  }

  /** Passes over HELP and TYPE lines unread from here on. */
  public ExpositionReader skipComments() {
    skipsComments = true;
    return this;
  }

  /** Reads OpenMetrics: times in seconds, exemplars, and a last line {@code # EOF}. */
  public ExpositionReader openMetrics() {
    openMetrics = true;
    comments.openMetrics();
    return this;
  }

  public Entry next() {
    return next(NO_SERIES);
  }

  /** The same with all the bytes of {@code expected}. */
  public Entry next(byte[] expected) {
    return next(expected, 0, expected.length);
  }

  /**
   * Goes to the next entry.
   *
   * @param expected holds, between the two places, the bytes of a valid series that probably comes
   *     next; {@link #isExpected} then says whether it did
   * @throws ExpositionException if the line is none of the format
   */
  public Entry next(byte[] expected, int expectedFrom, int expectedTo) {
    if (inSample) {
      value();
    }
    while (cursor.position < cursor.end) {
      if (ended) {
        throw cursor.fault("something stands behind \"# EOF\"");
      }
      cursor.skipBlanks();
      if (cursor.at('#')) {
        anything = true;
        ended = openMetrics && comments.isEnd();
        @Nullable Entry entry = skipsComments || ended ? skippedComment() : comments.read();
        cursor.endLine(limits.lineBytes());
        if (entry != null) {
          return entry;
        }
      } else if (cursor.current() == '\n') {
        cursor.endLine(limits.lineBytes());
      } else {
        sample(expected, expectedFrom, expectedTo);
        return Entry.SAMPLE;
      }
    }
    if (openMetrics && !ended) {
      throw cursor.fault("the page ends without \"# EOF\", so it is not whole");
    }
    return Entry.END;
  }

  private @Nullable Entry skippedComment() {
    cursor.skipLine();
    return null;
  }

  private void sample(byte[] expected, int expectedFrom, int expectedTo) {
    if (!anything && cursor.at('<')) {
      throw cursor.fault("this is HTML, not metrics");
    }
    anything = true;
    inSample = true;
    seriesStart = cursor.position;
    asExpected = startsWith(expected, expectedFrom, expectedTo);
    if (!asExpected) {
      delimit();
    }
    seriesEnd = cursor.position;
  }

  private boolean startsWith(byte[] expected, int from, int to) {
    int start = cursor.position;
    int behind = start + to - from;
    if (from == to
        || behind >= cursor.end
        || !Arrays.equals(cursor.page, start, behind, expected, from, to)) {
      return false;
    }
    if (expected[to - 1] != '}') {
      cursor.position = behind;
      cursor.skipBlanks();
      if (cursor.position == behind || cursor.at('{')) {
        cursor.position = start;
        return false;
      }
    }
    cursor.position = behind;
    return true;
  }

  /** Finds the end of a series without judging it. */
  private void delimit() {
    byte[] page = cursor.page;
    int i = cursor.position;
    while (i < cursor.end && !PageCursor.isBlank(page[i]) && page[i] != '\n' && page[i] != '{') {
      i++;
    }
    int behindName = i;
    while (i < cursor.end && PageCursor.isBlank(page[i])) {
      i++;
    }
    if (i == cursor.end || page[i] != '{') {
      cursor.position = behindName;
      return;
    }
    boolean quoted = false;
    for (; i < cursor.end && page[i] != '\n' && (quoted || page[i] != '}'); i++) {
      if (page[i] == '"') {
        quoted = !quoted;
      } else if (quoted && page[i] == '\\' && i + 1 < cursor.end && page[i + 1] != '\n') {
        i++;
      }
    }
    cursor.position = i < cursor.end && page[i] == '}' ? i + 1 : i;
  }

  /** Whether the sample's series is the one that was expected. */
  public boolean isExpected() {
    return asExpected;
  }

  public int seriesStart() {
    return seriesStart;
  }

  public int seriesEnd() {
    return seriesEnd;
  }

  /**
   * The series of the sample, its metric's name among the labels.
   *
   * @throws ExpositionException if it is no series
   */
  public Labels labels() {
    if (!inSample) {
      throw new IllegalStateException("labels are read before the value");
    }
    cursor.position = seriesStart;
    var labels = syntax.series();
    seriesEnd = cursor.position;
    return labels;
  }

  /** Which labels stand there with an empty value, so that {@link #labels} did not give them. */
  public List<String> emptyLabels() {
    return List.copyOf(syntax.emptyLabels());
  }

  /**
   * Reads the sample's value and timestamp, once.
   *
   * @throws ExpositionException if there is no number, or something stands behind it
   */
  public double value() {
    if (!inSample) {
      throw new IllegalStateException("the value was read already");
    }
    inSample = false;
    cursor.position = seriesEnd;
    cursor.skipBlanks();
    int start = cursor.position;
    cursor.skipToken();
    if (cursor.position == start) {
      throw cursor.expected("a value");
    }
    valueStart = start;
    valueEnd = cursor.position;
    double value = number(start, cursor.position);
    timestamp();
    cursor.endLine(limits.lineBytes());
    return value;
  }

  /** Where the value just read begins. */
  public int valueStart() {
    return valueStart;
  }

  /** Where the value just read ends. */
  public int valueEnd() {
    return valueEnd;
  }

  private double number(int from, int to) {
    try {
      return NumberSyntax.parse(cursor.page, from, to);
    } catch (NumberFormatException _) {
      throw cursor.fault("expected a number as value, found " + token(from, to));
    }
  }

  private void timestamp() {
    cursor.skipBlanks();
    int start = cursor.position;
    hasTimestamp = cursor.current() != '\n' && !isExemplar();
    if (hasTimestamp) {
      cursor.skipToken();
      timestampMillis = openMetrics ? seconds(start) : milliseconds(start);
      cursor.skipBlanks();
    }
    if (isExemplar()) {
      cursor.skipLine();
    }
    if (cursor.current() != '\n') {
      throw cursor.expected("the end of the line after the timestamp");
    }
  }

  private boolean isExemplar() {
    return openMetrics && cursor.at('#');
  }

  private long milliseconds(int start) {
    try {
      return Long.parseLong(
          new String(cursor.page, start, cursor.position - start, StandardCharsets.ISO_8859_1));
    } catch (NumberFormatException _) {
      throw cursor.fault(
          "expected a timestamp in milliseconds, found " + token(start, cursor.position));
    }
  }

  private long seconds(int start) {
    try {
      double seconds = NumberSyntax.parse(cursor.page, start, cursor.position);
      if (Math.abs(seconds) < LATEST_SECONDS) {
        return Math.round(seconds * 1000);
      }
    } catch (NumberFormatException _) {
      // refused below, as what is no time is
    }
    throw cursor.fault("expected a timestamp in seconds, found " + token(start, cursor.position));
  }

  private String token(int from, int to) {
    return PageCursor.quote(
        new String(cursor.page, from, Math.min(to - from, SHOWN_TOKEN), StandardCharsets.UTF_8));
  }

  /** Whether the sample just read has a time of its own. */
  public boolean hasTimestamp() {
    return hasTimestamp;
  }

  /** The time of its own, Unix milliseconds. */
  public long timestampMillis() {
    return timestampMillis;
  }

  /** The line of the next entry, counted from 1. */
  public int line() {
    return cursor.line;
  }

  /** The family a HELP, TYPE or UNIT line speaks of. */
  public String family() {
    return comments.family();
  }

  /** The text of the HELP line just read. */
  public String helpText() {
    return comments.helpText();
  }

  /** The type of the TYPE line just read. */
  public MetricType type() {
    return comments.type();
  }

  /** The unit of the UNIT line just read. */
  public String unit() {
    return comments.unit();
  }
}
