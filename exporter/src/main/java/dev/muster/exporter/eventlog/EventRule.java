package dev.muster.exporter.eventlog;

import java.util.Locale;
import java.util.Set;

/**
 * One line of the table of rules: which records count for a name.
 *
 * @param sources programs or providers in lower case; empty: any
 */
record EventRule(String name, Set<String> sources, Test test) {
  EventRule {
    sources = Set.copyOf(sources);
  }

  /** What makes a record of the right source count. */
  sealed interface Test {
    /** The log's own name of the event: Windows' EventID, the journal's MESSAGE_ID. */
    record Id(Set<String> ids) implements Test {
      public Id {
        ids = Set.copyOf(ids);
      }
    }

    /** Words of the message. */
    record Text(TextPattern pattern) implements Test {}
  }

  boolean matches(EventRecord event) {
    return switch (test) {
      case Test.Id(Set<String> ids) -> ids.contains(event.eventId().toLowerCase(Locale.ROOT));
      case Test.Text(TextPattern pattern) -> pattern.matches(event.message());
    };
  }
}
