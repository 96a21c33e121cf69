package dev.muster.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How alerts are told, as one {@code <defaults>}, {@code <group>} or {@code <client>} says it. Null
 * is what was not said.
 *
 * @param parent "" for none
 * @param expected empty for always
 * @param escalateAfter zero for never
 */
record AlertingScope(
    @Nullable Located<String> parent,
    @Nullable Located<Optional<WeeklyHours>> expected,
    @Nullable Located<Duration> escalateAfter,
    @Nullable Located<List<String>> escalateTo,
    @Nullable Located<List<String>> receivers,
    @Nullable Located<ClientAlerting.EventMails> events) {
  static final AlertingScope EMPTY = new AlertingScope(null, null, null, null, null, null);

  AlertingScope within(AlertingScope outer) {
    return new AlertingScope(
        Located.nearest(parent, outer.parent),
        Located.nearest(expected, outer.expected),
        Located.nearest(escalateAfter, outer.escalateAfter),
        Located.nearest(escalateTo, outer.escalateTo),
        Located.nearest(receivers, outer.receivers),
        Located.nearest(events, outer.events));
  }

  /**
   * What holds for a client.
   *
   * @param own what its own element says; a parent further out that is the client itself is none
   */
  ClientAlerting resolve(String client, AlertingScope own, Findings findings) {
    var after = Located.or(escalateAfter, Duration.ZERO);
    var to = Located.or(escalateTo, List.<String>of());
    if (escalateTo != null && !to.isEmpty() && escalateAfter == null) {
      findings.warning(
          escalateTo.at(), "escalate-to without escalate-after", "add escalate-after=\"30m\"");
    }
    if (escalateAfter != null && !after.isZero() && escalateTo == null) {
      findings.warning(
          escalateAfter.at(),
          "escalate-after without escalate-to",
          "add escalate-to=\"boss@example.org\"");
    }
    String behind = Located.or(parent, "");
    boolean itself = behind.equals(client) && own.parent == null;
    return new ClientAlerting(
        itself ? "" : behind,
        Located.or(expected, Optional.<WeeklyHours>empty()).orElse(null),
        after.isZero() ? null : after,
        to,
        Located.or(receivers, List.of()),
        Located.or(events, ClientAlerting.EventMails.NEVER));
  }
}
