package dev.muster.web;

import dev.muster.web.WebConfig.RateLimit;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code rate_limit}: an interval as Go writes durations, and a burst. */
final class RateLimitSection {
  static final Set<String> KEYS = Set.of("interval", "burst");

  private static final Pattern DURATION =
      Pattern.compile("(?:\\d{1,9}(?:\\.\\d{1,9})?(?:ns|us|µs|ms|s|m|h)){1,7}");
  private static final Pattern PART = Pattern.compile("([0-9.]+)([a-zµ]+)");
  private static final Map<String, Double> NANOS =
      Map.of("ns", 1.0, "us", 1e3, "µs", 1e3, "ms", 1e6, "s", 1e9, "m", 60e9, "h", 3600e9);
  private static final int MAX_BURST = 1_000_000;

  private RateLimitSection() {}

  /** Empty where it says nothing, or an interval of 0. */
  static Optional<RateLimit> read(YamlSection section) {
    var interval = section.text("interval").map(text -> interval(section, text));
    var burst = section.text("burst").map(text -> burst(section, text));
    if (interval.isEmpty() || interval.get().isZero()) {
      return Optional.empty();
    }
    if (burst.orElse(0) == 0) {
      throw section.refuse(
          "interval", "rate_limit needs a burst of at least 1; with 0 no request is answered");
    }
    return Optional.of(new RateLimit(interval.get(), burst.get()));
  }

  private static Duration interval(YamlSection section, String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    if (!DURATION.matcher(text).matches()) {
      throw section.refuse("interval", "'" + text + "' is no interval; write 100ms, 1s or 1m30s");
    }
    double nanos = 0;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      nanos += Double.parseDouble(part.group(1)) * NANOS.getOrDefault(part.group(2), 0.0);
    }
    return Duration.ofNanos(Math.round(nanos));
  }

  private static int burst(YamlSection section, String text) {
    if (text.matches("\\d{1,7}") && Integer.parseInt(text) <= MAX_BURST) {
      return Integer.parseInt(text);
    }
    throw section.refuse(
        "burst", "'" + text + "' is no burst; write a whole number up to " + MAX_BURST);
  }
}
