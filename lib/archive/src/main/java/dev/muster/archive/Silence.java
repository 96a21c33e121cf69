package dev.muster.archive;

import dev.muster.metrics.Matcher;
import java.util.List;

/**
 * While it is active, alerts whose labels all matchers match are not told. Times in Unix
 * milliseconds.
 *
 * @param id a UUID; "" before it was first stored
 * @param schedule "" for one that is active from its start to its end; else a {@code Recurrence} of
 *     the fleet library, in the windows of which it is active between its start and its end
 */
public record Silence(
    String id,
    List<Matcher> matchers,
    long startsAt,
    long endsAt,
    long updatedAt,
    String createdBy,
    String comment,
    String schedule) {
  public Silence {
    matchers = List.copyOf(matchers);
  }
}
