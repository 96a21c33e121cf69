package dev.muster.alertbridge;

import dev.muster.alertbridge.Notification.Destination;
import dev.muster.archive.NotificationGroup;
import dev.muster.fleet.Fleet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is told what now. Pure: the same alerts, groups, fleet and time give the same
 * notifications.
 *
 * <p>What a receiver knows is kept by receiver, whatever its groups are: an alert it was told of
 * stays in the group in which it was told until the receiver knows its end, even where the fleet
 * file groups by other labels since, or names other people. An end is told whether or not the alert
 * is muted by then: who was alarmed is to hear that it is over.
 */
final class Dispatch {
  /**
   * What is decided on.
   *
   * @param subjects alerts that fire, and those that are over and still known to somebody
   * @param groups in the order of their ids
   * @param lastGroup the highest id of a group so far
   * @param budget how many mails may go out now
   */
  record Input(
      List<Subject> subjects,
      Collection<NotificationGroup> groups,
      Fleet fleet,
      long lastGroup,
      long now,
      MailBudget budget) {
    public Input {
      subjects = List.copyOf(subjects);
      groups = List.copyOf(groups);
    }
  }

  /**
   * A notification, and what holds once it is queued.
   *
   * @param after its group from then on, or null where all of it is over and told
   * @param gone ids of groups that end with it
   */
  record Decision(Notification notification, @Nullable NotificationGroup after, List<Long> gone) {}

  /**
   * What was decided.
   *
   * @param silent groups that change without a word
   * @param gone ids of groups that end without a word
   * @param continued episodes that go on as others: old id to new
   * @param nextDue when there is something to decide again, or {@link Long#MAX_VALUE}
   */
  record Outcome(
      List<Decision> decisions,
      List<NotificationGroup> silent,
      List<Long> gone,
      Map<Long, Long> continued,
      long nextDue) {}

  private final Input input;
  private final Map<String, Audience> audiences = new LinkedHashMap<>();

  /** The alerts of one destination. */
  record Audience(
      Destination destination,
      List<NotificationGroup> groups,
      List<Subject> subjects,
      Set<Long> escalated) {}

  private Dispatch(Input input) {
    this.input = input;
  }

  static Outcome of(Input input) {
    return new Dispatch(input).run();
  }

  private Outcome run() {
    var destinations = new Destinations(input.fleet());
    for (var group : input.groups()) {
      audience(Destinations.read(group.receiver())).groups().add(group);
    }
    var escalation = new Escalation(input, destinations);
    for (var subject : input.subjects()) {
      if (subject.isFiring()) {
        destinations.of(subject.alert()).forEach(to -> add(to, subject));
        for (var to : escalation.of(subject)) {
          add(to, subject);
          audience(to).escalated().add(subject.episode());
        }
      }
    }
    var known = new KnownSubjects(input.subjects());
    var outcome =
        new Outcome(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new HashMap<>(), 0);
    long next = escalation.nextDue();
    long lastGroup = input.lastGroup();
    for (var audience : audiences.values()) {
      boolean hears = destinations.hearsOfEnds(audience.destination());
      var drafts = new Drafts(input, audience, known, hears, outcome.continued()).make();
      var telling = new Telling(input, audience, lastGroup, outcome);
      next = Math.min(next, telling.tell(drafts));
      lastGroup = telling.lastGroup();
    }
    return new Outcome(
        outcome.decisions(), outcome.silent(), outcome.gone(), outcome.continued(), next);
  }

  private Audience audience(Destination destination) {
    return audiences.computeIfAbsent(
        Destinations.stored(destination),
        stored -> new Audience(destination, new ArrayList<>(), new ArrayList<>(), new HashSet<>()));
  }

  private void add(Destination destination, Subject subject) {
    var subjects = audience(destination).subjects();
    if (subjects.isEmpty() || subjects.getLast().episode() != subject.episode()) {
      subjects.add(subject);
    }
  }

  /** Alerts by their episodes, and those that fire by their identity. */
  static final class KnownSubjects {
    private final Map<Long, Subject> byEpisode = new HashMap<>();
    private final Map<String, Subject> firing = new HashMap<>();

    KnownSubjects(List<Subject> subjects) {
      for (var subject : subjects) {
        byEpisode.put(subject.episode(), subject);
        if (subject.isFiring()) {
          firing.put(subject.identity(), subject);
        }
      }
    }

    /** The alert, or the one as which it fires again; null where it is no longer kept. */
    @Nullable Subject now(long episode) {
      var subject = byEpisode.get(episode);
      return subject == null || subject.isFiring()
          ? subject
          : firing.getOrDefault(subject.identity(), subject);
    }
  }
}
