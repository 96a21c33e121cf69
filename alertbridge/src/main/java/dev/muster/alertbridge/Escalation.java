package dev.muster.alertbridge;

import dev.muster.alertbridge.Notification.Destination;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who else is told of alerts that nobody acknowledged in time. The time runs from when somebody was
 * told first; where nobody is to be told at first, from when the alert fired.
 */
final class Escalation {
  private final Destinations destinations;
  private final Map<Long, Long> toldSince = new HashMap<>();
  private final long now;
  private long nextDue = Long.MAX_VALUE;

  Escalation(Dispatch.Input input, Destinations destinations) {
    this.destinations = destinations;
    this.now = input.now();
    for (var group : input.groups()) {
      group.known().forEach((episode, known) -> toldSince.merge(episode, known.time(), Math::min));
    }
  }

  List<Destination> of(Subject subject) {
    var client = subject.alert().client();
    var after = client == null ? null : client.alerting().escalateAfter();
    if (after == null || subject.acknowledgement() != null || subject.isMuted()) {
      return List.of();
    }
    boolean told = !destinations.of(subject.alert()).isEmpty();
    Long since = told ? toldSince.get(subject.episode()) : Long.valueOf(subject.since());
    if (since == null) {
      return List.of();
    }
    long due = Math.min(since, now) + after.toMillis();
    if (due > now) {
      nextDue = Math.min(nextDue, due);
      return List.of();
    }
    return destinations.escalated(subject.alert());
  }

  long nextDue() {
    return nextDue;
  }
}
