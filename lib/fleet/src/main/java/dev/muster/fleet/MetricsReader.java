package dev.muster.fleet;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code <metrics>}, and the limits that {@code <scrape>} may set for all clients. */
final class MetricsReader {
  private static final int MOST_SAMPLES = 10_000_000;
  private static final int MOST_LABELS = 1_000;
  private static final int LONGEST_NAME = 10_000;
  private static final int LONGEST_VALUE = 60_000;
  private static final Map<String, Boolean> YES_NO = Map.of("yes", true, "no", false);

  private final Findings findings;

  MetricsReader(Findings findings) {
    this.findings = findings;
  }

  Scope.Metrics read(@Nullable Element element) {
    if (element == null) {
      return Scope.Metrics.EMPTY;
    }
    var values = new Values(element, findings);
    return new Scope.Metrics(
        limits(values),
        values.word("honor-labels", YES_NO),
        values.word("honor-timestamps", YES_NO),
        values.read("keep", MetricsReader::expression),
        values.read("drop", MetricsReader::expression));
  }

  static PageLimits limits(Values values) {
    return new PageLimits(
        Located.or(values.read("body-limit", ByteSize::parse), 0L),
        Located.or(values.count("sample-limit", MOST_SAMPLES), 0),
        Located.or(values.count("new-series-limit", MOST_SAMPLES), 0),
        Located.or(values.count("label-limit", MOST_LABELS), 0),
        Located.or(values.count("label-name-limit", LONGEST_NAME), 0),
        Located.or(values.count("label-value-limit", LONGEST_VALUE), 0));
  }

  static String expression(String text) throws BadValueException {
    try {
      var _ = Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new BadValueException(
          "is no regular expression: " + e.getDescription(),
          "use RE2 syntax, such as node_.*|windows_.*");
    }
    if (text.isEmpty()) {
      throw new BadValueException("is empty", "leave the attribute out, or write .* for all");
    }
    return text;
  }
}
