package dev.muster.alertbridge.api;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.muster.metrics.Matcher;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters in a request's address. */
final class Query {
  /** What Alertmanager takes for true; whatever else is said is false. */
  private static final Set<String> TRUE =
      Set.of("true", "1", "yes", "ok", "y", "on", "selected", "checked", "t", "enabled");

  private static final int MOST_FILTERS = 100;

  private Query() {}

  /** A parameter that is true where it is not given. */
  static boolean isTrue(Context context, String name) {
    @Nullable String text = context.queryParam(name);
    return text == null || TRUE.contains(text.toLowerCase(Locale.ROOT));
  }

  /**
   * The matchers of {@code filter}, or of {@code filter[]} as some write it.
   *
   * @throws Refusal if one is none
   */
  static List<Matcher> filter(Context context) {
    var texts = new ArrayList<>(context.queryParams("filter"));
    texts.addAll(context.queryParams("filter[]"));
    if (texts.size() > MOST_FILTERS) {
      throw Refusal.of(400, "more than " + MOST_FILTERS + " filters");
    }
    try {
      return texts.stream().map(MatcherText::parse).toList();
    } catch (IllegalArgumentException e) {
      throw Refusal.of(400, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The whole name of a receiver as a regular expression, or null where none is given.
   *
   * @throws Refusal if it is none
   */
  static @Nullable Pattern receiver(Context context) {
    @Nullable String text = context.queryParam("receiver");
    try {
      return text == null ? null : Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw Refusal.of(
          400, "failed to parse receiver param: error parsing regexp: " + e.getMessage());
    }
  }
}
