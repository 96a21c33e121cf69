package dev.muster.alertbridge;

import dev.muster.alertbridge.Notification.Reason;
import dev.muster.alertbridge.Notification.Told;
import dev.muster.archive.NotificationGroup;
import dev.muster.archive.NotificationGroup.Known;
import dev.muster.fleet.Alerting;
import dev.muster.metrics.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes notifications of what is due for one destination; many groups at once become one. */
final class Telling {
  /** When to look again whether an address may get more mails, in milliseconds. */
  private static final long HELD = 10_000;

  private final Alerting settings;
  private final long now;
  private final Dispatch.Audience audience;
  private final Dispatch.Outcome outcome;
  private final MailBudget budget;
  private long lastGroup;

  Telling(
      Dispatch.Input input, Dispatch.Audience audience, long lastGroup, Dispatch.Outcome outcome) {
    this.settings = input.fleet().alerting();
    this.now = input.now();
    this.audience = audience;
    this.lastGroup = lastGroup;
    this.outcome = outcome;
    this.budget = input.budget();
  }

  long lastGroup() {
    return lastGroup;
  }

  /** Decides on all drafts; when there is more to do. */
  long tell(List<Draft> drafts) {
    var due = new ArrayList<>(drafts.stream().filter(draft -> draft.isDue(now)).toList());
    if (due.stream().anyMatch(draft -> draft.waits)) {
      drafts.stream().filter(draft -> draft.isWaiting(now)).forEach(due::add);
    }
    int left = due.isEmpty() ? Integer.MAX_VALUE : budget.left(addresses());
    boolean held = left == 0 && !due.isEmpty();
    if (held) {
      budget.hold(addresses());
      due.clear();
    } else if (!isGathered(due, left)) {
      due.removeIf(draft -> !draft.isDue(now));
      due.forEach(draft -> tell(List.of(draft), draft.before, draft.labels));
    } else {
      tell(due, null, null);
    }
    long next = Long.MAX_VALUE;
    for (var draft : drafts) {
      if (due.contains(draft)) {
        next = Math.min(next, later(draft));
      } else {
        next = Math.min(next, held ? Math.max(draft.nextDue(), now + HELD) : draft.nextDue());
        keep(draft);
      }
    }
    return next;
  }

  /** Many groups at once become one notification, and all where more mails may not go out. */
  private boolean isGathered(List<Draft> due, int left) {
    long now = due.stream().filter(draft -> draft.isDue(this.now)).count();
    return now > left || (settings.gatherFrom() > 1 && due.size() >= settings.gatherFrom());
  }

  /** Of the mails that count; none for other receivers. */
  private List<String> addresses() {
    return audience.destination() instanceof Notification.Destination.Mail(var addresses)
        ? addresses
        : List.of();
  }

  /** Of a group that was told: when the rest of it is due. */
  private long later(Draft draft) {
    long next = Long.MAX_VALUE;
    for (var item : draft.resolved) {
      next = item.due() > now ? Math.min(next, item.due()) : next;
    }
    for (var item : draft.fresh) {
      next = item.due() > now ? Math.min(next, item.due()) : next;
    }
    return next;
  }

  private void keep(Draft draft) {
    var before = draft.before;
    if (before == null || draft.isUnchanged()) {
      return;
    }
    if (draft.known.isEmpty()) {
      outcome.gone().add(before.id());
    } else {
      outcome.silent().add(with(before, before.notified(), before.number(), draft.known));
    }
  }

  /**
   * Tells groups together.
   *
   * @param group what they are from now on, or null for a new one
   * @param labels of a single one, or null for what its alerts have in common
   */
  private void tell(
      List<Draft> drafts, @Nullable NotificationGroup group, @Nullable Labels labels) {
    var parts = new Parts(now, drafts.size() > 1);
    drafts.forEach(parts::add);
    if (parts.isEmpty()) {
      drafts.forEach(this::keep);
      return;
    }
    long number =
        1
            + drafts.stream()
                .map(d -> d.before)
                .filter(Objects::nonNull)
                .mapToLong(NotificationGroup::number)
                .max()
                .orElse(0);
    var shared = labels == null ? parts.commonLabels() : labels;
    var after =
        group == null
            ? begin(shared, parts.lowest(), number)
            : with(group, now, number, parts.known);
    var gone = new ArrayList<Long>();
    for (var draft : drafts) {
      var before = draft.before;
      if (before != null && (before.id() != after.id() || parts.known.isEmpty())) {
        gone.add(before.id());
      }
    }
    var notification =
        new Notification(
            audience.destination(),
            after.key(),
            shared,
            reason(parts),
            parts.fresh,
            parts.standing,
            parts.resolved,
            number);
    budget.spend(addresses());
    boolean over = parts.known.isEmpty();
    var kept = over ? null : with(after, now, number, parts.known);
    outcome.decisions().add(new Dispatch.Decision(notification, kept, gone));
  }

  private Reason reason(Parts parts) {
    var reason = parts.reason(audience);
    return budget.release(addresses()) && reason == Reason.CHANGE ? Reason.HELD_BACK : reason;
  }

  private NotificationGroup begin(Labels labels, long lowest, long number) {
    return new NotificationGroup(
        ++lastGroup,
        Destinations.stored(audience.destination()),
        labels + " #" + lowest,
        labels,
        now,
        now,
        number,
        Map.of());
  }

  /** A group as it is after a notification, or after it was changed without one. */
  static NotificationGroup with(
      NotificationGroup group, long notified, long number, Map<Long, Known> known) {
    return new NotificationGroup(
        group.id(),
        group.receiver(),
        group.key(),
        group.labels(),
        group.begun(),
        notified,
        number,
        known);
  }

  /** What one notification says, and what its receiver knows then. */
  private static final class Parts {
    private final long now;
    private final boolean gathered;
    private final Map<Long, Known> known = new TreeMap<>();
    private final List<Told> fresh = new ArrayList<>();
    private final List<Told> standing = new ArrayList<>();
    private final List<Told> resolved = new ArrayList<>();
    private final List<Subject> subjects = new ArrayList<>();
    private boolean repeats;
    private boolean reminds;
    private boolean caughtUp = true;

    Parts(long now, boolean gathered) {
      this.now = now;
      this.gathered = gathered;
    }

    void add(Draft draft) {
      known.putAll(draft.known);
      for (var item : draft.fresh) {
        if (gathered || item.due() <= now) {
          fresh.add(told(item.subject(), now));
          known.put(item.subject().episode(), known(item.subject(), now));
          caughtUp &= item.subject().release() == Subject.Release.WANTED;
        }
      }
      for (var subject : draft.standing) {
        long began = Objects.requireNonNull(known.get(subject.episode())).time();
        standing.add(told(subject, began));
        known.put(subject.episode(), known(subject, began));
      }
      for (var item : draft.resolved) {
        if (item.due() <= now) {
          var knew = Objects.requireNonNull(known.remove(item.subject().episode()));
          resolved.add(told(item.subject(), knew.time()));
        }
      }
      for (var subject : draft.reminders) {
        reminds = true;
        caughtUp &= !subject.flapping().flapping();
      }
      repeats |= draft.repeatDue <= now;
    }

    private Told told(Subject subject, long began) {
      subjects.add(subject);
      return subject.told(began);
    }

    private static Known known(Subject subject, long since) {
      boolean flapping = subject.flapping().flapping();
      return new Known(flapping ? Known.State.FLAPPING : Known.State.FIRING, since);
    }

    boolean isEmpty() {
      return fresh.isEmpty() && resolved.isEmpty() && !reminds && !repeats;
    }

    Reason reason(Dispatch.Audience audience) {
      if (!fresh.isEmpty()
          && fresh.stream().allMatch(t -> audience.escalated().contains(t.alert().record().id()))) {
        return Reason.ESCALATION;
      }
      if (caughtUp && (reminds || !fresh.isEmpty())) {
        return Reason.CATCH_UP;
      }
      return fresh.isEmpty() && resolved.isEmpty() && !reminds ? Reason.REPEAT : Reason.CHANGE;
    }

    /**
     * The lowest number of an episode in it: no two groups of a destination begin with the same.
     */
    long lowest() {
      return subjects.stream().mapToLong(Subject::episode).min().orElse(0);
    }

    Labels commonLabels() {
      var common = Labels.builder();
      var first = subjects.getFirst().alert().labels();
      first.forEach((name, value) -> {
        if (subjects.stream().allMatch(s -> s.alert().labels().get(name).equals(value))) {
          common.set(name, value);
        }
      });
      return common.build();
    }
  }
}
