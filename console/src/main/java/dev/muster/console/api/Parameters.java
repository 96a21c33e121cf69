package dev.muster.console.api;

import dev.muster.server.Refused;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/** Reads the parameters of a request; what is wrong with one is refused in a sentence. */
final class Parameters {
  static final int USUAL = 100;
  static final int MOST = 1_000;

  private static final int MOST_TEXT = 1_000;
  private static final int MOST_WORDS = 20;
  private static final int MOST_DIGITS = 18;

  /** So far from 1970 that no product of it overflows; in seconds. */
  private static final double FARTHEST = 1e12;

  private Parameters() {}

  /** A text, or "" where the request has none. */
  static String text(Context context, String name) {
    var values = context.queryParams(name);
    if (values.size() > 1) {
      throw Refused.of(400, name + " is given " + values.size() + " times; give it once");
    }
    String value = values.isEmpty() ? "" : values.getFirst();
    if (value.length() > MOST_TEXT) {
      throw Refused.of(400, name + " is longer than " + MOST_TEXT + " characters; make it shorter");
    }
    return value;
  }

  /** One of some words, or the first of them where the request has none. */
  static String choice(Context context, String name, String... words) {
    String value = text(context, name);
    if (value.isEmpty()) {
      return words[0];
    }
    if (!Arrays.asList(words).contains(value)) {
      throw Refused.of(
          400, name + " is none that there is; use one of " + String.join(", ", words));
    }
    return value;
  }

  /** Words with commas between; none where the request has none. */
  static Set<String> words(Context context, String name) {
    String value = text(context, name);
    if (value.isEmpty()) {
      return Set.of();
    }
    String[] words = value.split(",", -1);
    if (words.length > MOST_WORDS) {
      throw Refused.of(400, name + " has more than " + MOST_WORDS + " words; ask for fewer");
    }
    return new LinkedHashSet<>(Arrays.asList(words));
  }

  /** How many are wanted: 1 to {@link #MOST}. */
  static int limit(Context context) {
    String value = text(context, "limit");
    if (value.isEmpty()) {
      return USUAL;
    }
    if (!value.matches("[0-9]{1,5}")
        || Integer.parseInt(value) < 1
        || Integer.parseInt(value) > MOST) {
      throw Refused.of(400, "limit is no number from 1 to " + MOST);
    }
    return Integer.parseInt(value);
  }

  /** Before which id, as the last answer's {@code next} says. */
  static long cursor(Context context) {
    String value = text(context, "cursor");
    if (value.isEmpty()) {
      return Long.MAX_VALUE;
    }
    return number(value, "cursor is none of an answer's next; send that back as it came");
  }

  /** The number of what a path names. */
  static long id(Context context, String what) {
    return number(context.pathParam("id"), "there is no such " + what);
  }

  private static long number(String text, String otherwise) {
    if (!text.matches("[0-9]{1," + MOST_DIGITS + "}")) {
      throw otherwise.startsWith("there is no")
          ? Refused.of(404, otherwise)
          : Refused.of(400, otherwise);
    }
    return Long.parseLong(text);
  }

  /**
   * A time in Unix milliseconds; in the request Unix seconds, or such as {@code
   * 2026-11-22T10:00:00Z}.
   */
  static long time(Context context, String name, long otherwise) {
    String value = text(context, name);
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      if (value.matches("-?[0-9]{1,13}(\\.[0-9]{1,9})?")) {
        return Math.round(Math.clamp(Double.parseDouble(value), -FARTHEST, FARTHEST) * 1000);
      }
      return Instant.parse(value).toEpochMilli();
    } catch (DateTimeParseException | ArithmeticException e) {
      throw Refused.of(400, name + " is no time; use Unix seconds or such as 2026-11-22T10:00:00Z");
    }
  }
}
