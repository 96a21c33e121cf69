package dev.muster.alertbridge.api;

import dev.muster.metrics.Labels;
import dev.muster.metrics.PostedAlert;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The alerts of a request: the valid ones, and what is wrong with the others.
 *
 * @param mistakes one sentence for each alert that is left out
 */
record PostedBody(List<PostedAlert> alerts, List<String> mistakes) {
  /** How long an alert without an end fires unless it is handed on again. */
  static final Duration RESOLVE_TIMEOUT = Duration.ofMinutes(5);

  /** How many alerts a request may bring. */
  static final int MOST_ALERTS = 10_000;

  private static final int MOST_LABELS = 64;
  private static final int MOST_CHARACTERS = 65_536;

  /**
   * Reads what Prometheus posts.
   *
   * @throws Refusal if it is nothing of the kind; then none of it counts
   */
  static PostedBody read(Body body, long now) {
    requireFew(body);
    var alerts = new ArrayList<PostedAlert>();
    var mistakes = new ArrayList<String>();
    for (var item : body.items()) {
      item.field("labels");
      var alert = alert(item, now, RESOLVE_TIMEOUT);
      mistake(alert, item).ifPresentOrElse(mistakes::add, () -> alerts.add(alert));
    }
    return new PostedBody(alerts, mistakes);
  }

  static void requireFew(Body body) {
    if (body.size() > MOST_ALERTS) {
      throw Refusal.of(
          400,
          "%d alerts are more than %d at a time; send them in parts"
              .formatted(body.size(), MOST_ALERTS));
    }
  }

  static PostedAlert alert(Body item, long now, Duration timeout) {
    var start = item.time("startsAt");
    var end = item.time("endsAt");
    return new PostedAlert(
        Labels.of(item.texts("labels")),
        said(item.texts("annotations")),
        start.orElse(end.orElse(now)),
        end.orElse(now + timeout.toMillis()),
        item.text("generatorURL"),
        Double.NaN);
  }

  /** Annotations that say something. */
  private static Map<String, String> said(Map<String, String> annotations) {
    var said = new HashMap<>(annotations);
    said.values().removeIf(String::isEmpty);
    return said;
  }

  /** What is wrong with an alert, if anything is. */
  static Optional<String> mistake(PostedAlert alert, Body item) {
    if (alert.endsAt() < alert.startsAt()) {
      return Optional.of("start time must be before end time");
    }
    if (alert.labels().isEmpty()) {
      return Optional.of("at least one label pair required");
    }
    if (item.texts("labels").containsKey("")) {
      return Optional.of("invalid label set: invalid name \"\"");
    }
    if (alert.annotations().containsKey("")) {
      return Optional.of("invalid annotations: invalid name \"\"");
    }
    if (alert.labels().size() > MOST_LABELS) {
      return Optional.of(
          "invalid label set: %d labels are more than %d"
              .formatted(alert.labels().size(), MOST_LABELS));
    }
    long characters =
        length(alert.labels().toMap())
            + length(alert.annotations())
            + alert.generatorUrl().length();
    return characters > MOST_CHARACTERS
        ? Optional.of(
            "an alert of %d characters is longer than %d".formatted(characters, MOST_CHARACTERS))
        : Optional.empty();
  }

  private static long length(Map<String, String> texts) {
    return texts.entrySet().stream()
        .mapToLong(entry -> entry.getKey().length() + entry.getValue().length())
        .sum();
  }
}
