package dev.muster.alertbridge.api;

import com.google.re2j.Pattern;
import dev.muster.archive.Silence;
import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.PostedAlert;
import dev.muster.server.Principal;
import dev.muster.server.WebServer;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the sender of a request sees and may touch: all, or the alerts whose label {@code group}
 * names one of its groups, and the silences that are bound to those groups by a matcher.
 */
record GroupSight(Principal viewer) {
  private static final String GROUP = "group";

  static GroupSight of(Context context) {
    return new GroupSight(WebServer.viewer(context));
  }

  boolean seesAll() {
    return viewer.seesAll();
  }

  boolean sees(Labels labels) {
    return viewer.sees(labels.get(GROUP));
  }

  boolean sees(ShownAlert alert) {
    return sees(alert.labels());
  }

  boolean sees(Silence silence) {
    return seesAll() || silence.matchers().stream().anyMatch(this::binds);
  }

  private boolean binds(Matcher matcher) {
    return matcher.name().equals(GROUP)
        && switch (matcher.type()) {
          case EQUAL -> viewer.groups().contains(matcher.value());
          case REGEX -> matcher.equals(own());
          case NOT_EQUAL, NOT_REGEX -> false;
        };
  }

  private Matcher own() {
    var groups = viewer.groups().stream().sorted().toList();
    return groups.size() == 1
        ? Matcher.equal(GROUP, groups.getFirst())
        : Matcher.of(
            GROUP,
            Matcher.Type.REGEX,
            groups.stream().map(Pattern::quote).collect(Collectors.joining("|")));
  }

  /** The silence, bound to what is seen where it is not yet. */
  Silence bound(Silence silence) {
    if (sees(silence)) {
      return silence;
    }
    var matchers = new ArrayList<>(silence.matchers());
    matchers.add(own());
    return new Silence(
        silence.id(),
        matchers,
        silence.startsAt(),
        silence.endsAt(),
        silence.updatedAt(),
        silence.createdBy(),
        silence.comment(),
        silence.schedule(),
        silence.annotations());
  }

  /**
   * Holds posted alerts to the groups of who posts them.
   *
   * @throws Refusal 403 if one is of another group
   */
  void require(List<PostedAlert> alerts) {
    for (var alert : alerts) {
      if (!sees(alert.labels())) {
        throw Refusal.of(
            403, "an alert's label group is none of yours; give one of " + viewer.groups());
      }
    }
  }
}
