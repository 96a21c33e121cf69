package dev.muster.scraper.remote;

import dev.muster.metrics.MetricType;
import dev.muster.push.WriteMessage;
import dev.muster.scraper.FamilyDescription;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Type and help of the families of metrics, which a receiver is told once a minute, or with each
 * series.
 */
final class Descriptions {
  private static final Duration EVERY = Duration.ofMinutes(1);

  /** How long a metric may stand without a description that has come meanwhile. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  private static final int MOST = 500;

  /** What a metric's name may have more than that of its family. */
  private static final List<String> SUFFIXES = List.of("", "_total", "_bucket", "_sum", "_count");

  /** Sends a message with so many descriptions. */
  interface Sink {
    void send(WriteMessage message, int families);
  }

  private final Supplier<Map<String, List<FamilyDescription>>> families;
  private final SeriesFilter filter;
  private final InstantSource clock;
  private Instant due = Instant.MIN;

  /** All, as they were when last looked for. */
  private Map<String, List<FamilyDescription>> known = Map.of();

  private Instant looked = Instant.MIN;

  Descriptions(
      Supplier<Map<String, List<FamilyDescription>>> families,
      SeriesFilter filter,
      InstantSource clock) {
    this.families = families;
    this.filter = filter;
    this.clock = clock;
  }

  /** Sends them where a minute has passed. */
  void sendWhenDue(Sink sink) {
    var now = clock.instant();
    if (now.isBefore(due)) {
      return;
    }
    known = families.get();
    if (known.isEmpty()) {
      return;
    }
    due = now.plus(EVERY);
    var message = new WriteMessage();
    int count = 0;
    for (var family : known.entrySet()) {
      if (filter.takesFamily(family.getKey())) {
        var description = family.getValue().getFirst();
        message.metadata(
            number(description.type()), family.getKey(), description.help(), description.unit());
        if (++count == MOST) {
          sink.send(message, count);
          message = new WriteMessage();
          count = 0;
        }
      }
    }
    if (count > 0) {
      sink.send(message, count);
    }
  }

  /** What is known of the family of a metric; null where nothing is. */
  @Nullable FamilyDescription of(String metric) {
    var now = clock.instant();
    var found = now.isBefore(looked.plus(EVERY)) ? find(metric) : null;
    if (found != null || now.isBefore(looked.plus(LOOK))) {
      return found;
    }
    known = families.get();
    looked = now;
    return find(metric);
  }

  private @Nullable FamilyDescription find(String metric) {
    for (String suffix : SUFFIXES) {
      var family =
          metric.endsWith(suffix)
              ? known.get(metric.substring(0, metric.length() - suffix.length()))
              : null;
      if (family != null) {
        return family.getFirst();
      }
    }
    return null;
  }

  /** A type's number in the messages of either version. */
  static int number(MetricType type) {
    return switch (type) {
      case UNTYPED -> 0;
      case COUNTER -> 1;
      case GAUGE -> 2;
      case HISTOGRAM -> 3;
      case SUMMARY -> 5;
    };
  }
}
