package dev.muster.promql;

import dev.muster.metrics.Rollups;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Which times a selector saw by rollups, over all of its series, to be said with the answer. */
final class RollupNote {
  private record Span(long from, long to) {
    Span with(Span other) {
      return new Span(Math.min(from, other.from), Math.max(to, other.to));
    }
  }

  /** By the length of the rollups in milliseconds. */
  private final Map<Long, Span> seen = new TreeMap<>();

  void add(Rollups rollups) {
    int first = 0;
    for (int i = 0; i < rollups.size(); i++) {
      long length = length(rollups, i);
      if (i + 1 == rollups.size() || length(rollups, i + 1) != length) {
        var span = new Span(rollups.startsMillis()[first], rollups.endsMillis()[i]);
        seen.merge(length, span, Span::with);
        first = i + 1;
      }
    }
  }

  private static long length(Rollups rollups, int index) {
    return rollups.endsMillis()[index] - rollups.startsMillis()[index];
  }

  void tell(dev.muster.promql.Span position, Notes notes) {
    seen.forEach((length, span) ->
        notes.info(
            position,
            "rollups of %s stand for the samples from %s to %s"
                .formatted(
                    Durations.format(length),
                    Instant.ofEpochMilli(span.from()),
                    Instant.ofEpochMilli(span.to()))));
  }
}
