package dev.muster.scraper.api;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.QueryException;
import dev.muster.metrics.SampleValue;
import dev.muster.promql.Promql;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request: from the form or, where that lacks one, from the address. Every
 * {@link BadParameterException} names the parameter, what was found, and what would be right.
 */
final class Parameters {
  /** Grafana asks with milliseconds where seconds are meant, which must not be refused. */
  private static final double FARTHEST_SECONDS = 9e12;

  private static final String FIRST_TIME = "-292273086-05-16T16:47:06Z";
  private static final String LAST_TIME = "292277025-08-18T07:12:54.999999999Z";
  private static final double MOST_SECONDS = Long.MAX_VALUE / 1e9;
  private static final int SHOWN = 200;

  private final Context context;

  Parameters(Context context) {
    this.context = context;
  }

  Optional<String> text(String name) {
    @Nullable String inForm = context.formParam(name);
    @Nullable String text = inForm == null ? context.queryParam(name) : inForm;
    return text == null || text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  String expression() {
    return text("query")
        .filter(text -> !text.isBlank())
        .orElseThrow(
            () -> new BadParameterException("query", "it is empty; give a PromQL expression"));
  }

  /** Unix milliseconds. */
  long time(String name, long otherwise) {
    return text(name).map(text -> time(name, text)).orElse(otherwise);
  }

  /** Unix milliseconds. */
  long time(String name) {
    return time(name, text(name).orElse(""));
  }

  private static long time(String name, String text) {
    if (text.equals(FIRST_TIME)) {
      return Long.MIN_VALUE;
    }
    if (text.equals(LAST_TIME)) {
      return Long.MAX_VALUE;
    }
    try {
      double seconds = SampleValue.parse(text);
      if (Math.abs(seconds) <= FARTHEST_SECONDS) {
        return Math.round(seconds * 1000);
      }
    } catch (NumberFormatException _) {
      try {
        return OffsetDateTime.parse(text).toInstant().toEpochMilli();
      } catch (DateTimeException | ArithmeticException _) {
        // Neither of the two.
      }
    }
    throw new BadParameterException(
        name,
        "cannot parse \"" + shown(text) + "\" to a valid timestamp; give Unix seconds or RFC 3339");
  }

  Duration duration(String name) {
    return duration(name, text(name).orElse(""));
  }

  Optional<Duration> optionalDuration(String name) {
    return text(name).map(text -> duration(name, text));
  }

  private static Duration duration(String name, String text) {
    try {
      double seconds = SampleValue.parse(text);
      if (Math.abs(seconds) < MOST_SECONDS) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
      }
    } catch (NumberFormatException _) {
      var millis = Promql.duration(text);
      if (millis.isPresent()) {
        return Duration.ofMillis(millis.getAsLong());
      }
    }
    throw new BadParameterException(
        name,
        "cannot parse \""
            + shown(text)
            + "\" to a valid duration; give seconds or a duration such as 1h30m");
  }

  /** How many results at most; {@link Integer#MAX_VALUE} where no limit is asked for. */
  int limit() {
    return count("limit").filter(limit -> limit > 0).orElse(Integer.MAX_VALUE);
  }

  Optional<Integer> count(String name) {
    return text(name)
        .map(text -> {
          try {
            int count = Integer.parseInt(text);
            if (count >= 0) {
              return count;
            }
          } catch (NumberFormatException _) {
            // Said below.
          }
          throw new BadParameterException(
              name, "\"" + shown(text) + "\" is no such number; give one from 0 (no limit) up");
        });
  }

  /** The selectors of {@code match[]}; each has a matcher that does not match an absent label. */
  List<List<Matcher>> selectors() {
    var texts = new ArrayList<String>(context.formParams("match[]"));
    texts.addAll(context.queryParams("match[]"));
    var selectors = new ArrayList<List<Matcher>>();
    for (var text : texts) {
      var matchers = selector("match[]", text);
      if (matchers.stream().allMatch(matcher -> matcher.matches(""))) {
        throw new BadParameterException(
            "match[]", "match[] must contain at least one non-empty matcher");
      }
      selectors.add(matchers);
    }
    return selectors;
  }

  /** The matchers of a selector that this parameter gives. */
  static List<Matcher> selector(String name, String text) {
    try {
      return Promql.selector(text);
    } catch (QueryException e) {
      throw new BadParameterException(name, String.valueOf(e.getMessage()));
    }
  }

  /** A label's name in the address, which may stand there in Prometheus's escaped form. */
  static String labelName(String text) {
    var name = text.startsWith("U__") ? EscapedNames.read(text) : text;
    if (name.isEmpty()) {
      throw new BadParameterException("name", "invalid label name: " + Labels.quote(shown(text)));
    }
    return name;
  }

  private static String shown(String text) {
    return text.codePointCount(0, text.length()) > SHOWN
        ? text.substring(0, text.offsetByCodePoints(0, SHOWN)) + "…"
        : text;
  }
}
