package dev.muster.archive;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import java.util.List;
import java.util.Map;

/**
 * While it is active, alerts whose labels all matchers match are not told. Times in Unix
 * milliseconds.
 *
 * @param id a UUID; "" before it was first stored
 * @param schedule "" for one that is active from its start to its end; else a {@code Recurrence} of
 *     the fleet library, in the windows of which it is active between its start and its end
 * @param annotations what else whoever made it says of it
 */
public record Silence(
    String id,
    List<Matcher> matchers,
    long startsAt,
    long endsAt,
    long updatedAt,
    String createdBy,
    String comment,
    String schedule,
    Map<String, String> annotations) {
  public Silence {
    matchers = List.copyOf(matchers);
    annotations = Map.copyOf(annotations);
  }

  /** One without annotations. */
  public Silence(
      String id,
      List<Matcher> matchers,
      long startsAt,
      long endsAt,
      long updatedAt,
      String createdBy,
      String comment,
      String schedule) {
    this(id, matchers, startsAt, endsAt, updatedAt, createdBy, comment, schedule, Map.of());
  }

  /** Whether all its matchers match; one without any matches nothing. */
  public boolean matches(Labels labels) {
    return !matchers.isEmpty() && matchers.stream().allMatch(matcher -> matcher.matches(labels));
  }
}
