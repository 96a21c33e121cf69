package dev.muster.alertbridge;

import dev.muster.archive.NotificationGroup;
import dev.muster.archive.NotificationGroup.Known;
import dev.muster.fleet.Alerting;
import dev.muster.metrics.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what there is to tell one destination, group by group, and when. */
final class Drafts {
  private final Alerting settings;
  private final long now;
  private final Dispatch.Audience audience;
  private final Dispatch.KnownSubjects subjects;
  private final boolean hearsOfEnds;
  private final Map<Long, Long> continued;
  private final Set<Long> destined = new HashSet<>();
  private final Set<Long> knownEpisodes = new HashSet<>();
  private final List<Draft> drafts = new ArrayList<>();
  private final Map<Labels, Draft> byLabels = new HashMap<>();

  Drafts(
      Dispatch.Input input,
      Dispatch.Audience audience,
      Dispatch.KnownSubjects subjects,
      boolean hearsOfEnds,
      Map<Long, Long> continued) {
    this.settings = input.fleet().alerting();
    this.now = input.now();
    this.audience = audience;
    this.subjects = subjects;
    this.hearsOfEnds = hearsOfEnds;
    this.continued = continued;
  }

  List<Draft> make() {
    audience.subjects().forEach(subject -> destined.add(subject.episode()));
    for (var group : audience.groups()) {
      boolean moved = group.notified() > now;
      look(moved ? Telling.with(group, now, group.number(), group.known()) : group, moved);
    }
    for (var subject : audience.subjects()) {
      if (!subject.isMuted() && !knownEpisodes.contains(subject.episode())) {
        addFresh(subject);
      }
    }
    return drafts;
  }

  /**
   * A group that the destination was told of.
   *
   * @param moved whether its times were moved, as a clock was set back
   */
  private void look(NotificationGroup group, boolean moved) {
    var draft = new Draft(group, group.labels());
    draft.moved = moved;
    drafts.add(draft);
    byLabels.putIfAbsent(group.labels(), draft);
    group.known().keySet().stream().sorted().forEach(episode -> look(draft, group, episode));
    if (draft.standing.stream().anyMatch(subject -> subject.acknowledgement() == null)) {
      draft.repeatDue = after(group.notified(), settings.repeatInterval());
    }
  }

  /** A time and a wait; a time that only a clock that was set back explains is over. */
  private long after(long time, Duration wait) {
    return time > now ? now : time + wait.toMillis();
  }

  /** Something the destination knows. */
  private void look(Draft draft, NotificationGroup group, long episode) {
    var known = draft.known.remove(episode);
    var subject = subjects.now(episode);
    if (known == null || subject == null || !knownEpisodes.add(subject.episode())) {
      return;
    }
    if (subject.episode() != episode) {
      continued.put(episode, subject.episode());
    }
    if (subject.isFiring()) {
      draft.known.put(subject.episode(), standing(draft, group, subject, known));
    } else if (hearsOfEnds) {
      draft.known.put(episode, known);
      addResolved(draft, group, subject);
    }
  }

  private Known standing(Draft draft, NotificationGroup group, Subject subject, Known known) {
    if (subject.isMuted() || !destined.contains(subject.episode())) {
      return subject.muting().isWanted() ? new Known(Known.State.MUTED, known.time()) : known;
    }
    draft.standing.add(subject);
    boolean flapping = subject.flapping().flapping();
    if (known.state() == Known.State.MUTED) {
      draft.reminders.add(subject);
      draft.changeDue(now);
    } else if (known.state() == Known.State.FIRING && flapping) {
      draft.reminders.add(subject);
      draft.changeDue(after(group.notified(), settings.groupInterval()));
    } else if (known.state() == Known.State.FLAPPING && !flapping) {
      return new Known(Known.State.FIRING, known.time());
    }
    return known;
  }

  private void addResolved(Draft draft, NotificationGroup group, Subject subject) {
    Long end = subject.alert().record().resolvedAt();
    long over = after(end == null ? now : end, settings.resolveDelay());
    long due = Math.max(over, subject.flapping().calmAt());
    draft.resolved.add(new Draft.Item(subject, due));
    draft.changeDue(Math.max(due, after(group.notified(), settings.resolveDelay())));
  }

  private void addFresh(Subject subject) {
    var labels = subject.alert().labels().keeping(settings.groupBy());
    var draft =
        byLabels.computeIfAbsent(
            labels,
            shared -> {
              var made = new Draft(null, shared);
              drafts.add(made);
              return made;
            });
    var group = draft.before;
    var wait = subject.ownWait(settings);
    long due = after(subject.since(), wait);
    draft.fresh.add(new Draft.Item(subject, due));
    draft.waits |= !wait.isZero();
    if (group != null) {
      draft.changeDue(Math.max(due, after(group.notified(), settings.groupInterval())));
    } else if (subject.release() == Subject.Release.NONE && wait.isZero()) {
      draft.changeDue(after(subject.since(), settings.groupWait()));
    } else {
      draft.changeDue(due);
    }
  }
}
