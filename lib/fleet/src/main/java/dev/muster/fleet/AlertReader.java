package dev.muster.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one {@code <alert>}. */
final class AlertReader {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");
  private static final double MOST_LOAD = 10_000;

  private final Findings findings;

  AlertReader(Findings findings) {
    this.findings = findings;
  }

  /** The alert's type, or null where it is missing or, as reported, unknown. */
  @Nullable LimitType type(Element alert) {
    var attribute = alert.attribute("type");
    if (attribute == null) {
      return null;
    }
    String name = attribute.value().strip();
    var type = LimitType.named(name).orElse(null);
    if (type == null) {
      findings.mistake(
          attribute.at(),
          "unknown alert type " + Quoted.of(name),
          NearestName.advice(name, LimitType.names()));
    }
    return type;
  }

  /** The limit, or null where something, as reported, is wrong with it. */
  @Nullable Limit read(Element alert, @Nullable LimitType type) {
    var values = new Values(alert, findings);
    var hold =
        Located.or(
            values.read("for", t -> DurationText.parse(t, Duration.ZERO, Duration.ofDays(365))),
            Duration.ZERO);
    var direction =
        Located.or(
            values.word(
                "when", Map.of("above", Limit.Direction.ABOVE, "below", Limit.Direction.BELOW)),
            Limit.Direction.ABOVE);
    if (type == null) {
      return null;
    }
    if (type.unit() == LimitType.Unit.NONE) {
      refuseNumbers(alert, type);
      return new Limit(type, 0, Limit.Direction.ABOVE, hold, 0);
    }
    return limit(alert, type, direction, hold);
  }

  private @Nullable Limit limit(
      Element alert, LimitType type, Limit.Direction direction, Duration hold) {
    var values = new Values(alert, findings);
    if (!alert.has("limit")) {
      findings.mistake(
          alert.at(),
          "a " + type.xmlName() + " alert without limit",
          "add limit=\"" + Example.limit(type) + "\"");
    }
    var threshold = values.read("limit", text -> number(text, type));
    var clear = values.read("clear", text -> number(text, type));
    if (threshold == null) {
      return null;
    }
    var limit =
        new Limit(type, threshold.value(), direction, hold, Located.or(clear, threshold.value()));
    if (clear != null && limit.isCrossedBy(clear.value())) {
      findings.mistake(
          clear.at(),
          "clear " + Quoted.of(type.unit().exact(clear.value())) + " is on the bad side of limit",
          "use %s or %s"
              .formatted(
                  type.unit().exact(threshold.value()),
                  direction == Limit.Direction.ABOVE ? "less" : "more"));
    }
    return limit;
  }

  private void refuseNumbers(Element alert, LimitType type) {
    for (String name : List.of("limit", "when", "clear")) {
      if (alert.has(name)) {
        findings.mistake(
            alert.at(name),
            "an " + type.xmlName() + " alert with " + name,
            "remove it: a client answers or it does not; for=\"3m\" is what can be said");
      }
    }
  }

  private static double number(String text, LimitType type) throws BadValueException {
    return switch (type.unit()) {
      case PERCENT ->
          number(
              text.endsWith("%") ? text.substring(0, text.length() - 1) : text,
              100,
              "is not a percentage",
              "use a percentage from 0% to 100%, such as 90%");
      case SECONDS ->
          DurationText.parse(text, Duration.ofSeconds(1), DurationText.LONGEST).toMillis() / 1000.0;
      case NUMBER, NONE ->
          number(text, MOST_LOAD, "is not a number", "use a number from 0 to 10000, such as 1.5");
    };
  }

  private static double number(String text, double most, String complaint, String right)
      throws BadValueException {
    if (!NUMBER.matcher(text).matches()) {
      throw new BadValueException(complaint, right);
    }
    double number = Double.parseDouble(text);
    if (number > most) {
      throw new BadValueException("is too much", right);
    }
    return number;
  }
}
