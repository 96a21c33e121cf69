package dev.muster.alertbridge.api;

import dev.muster.archive.Silence;
import dev.muster.archive.SilenceStore;
import dev.muster.fleet.Recurrence;
import dev.muster.metrics.Matcher;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes, changes and ends silences as Alertmanager does: what a silence muted stays on record. So
 * one whose matchers change, or whose beginning does once it has begun, ends, and another begins in
 * its place.
 */
final class SilenceDesk {
  /** How many may be pending or active. */
  static final int MOST_OPEN = 1_000;

  /** How many may be kept, those that are over with them. */
  static final int MOST = 20_000;

  static final int MOST_MATCHERS = 100;
  static final int MOST_CHARACTERS = 16_384;

  private final SilenceStore store;
  private final InstantSource clock;
  private final Function<String, Recurrence> schedules;

  SilenceDesk(SilenceStore store, InstantSource clock, Function<String, Recurrence> schedules) {
    this.store = store;
    this.clock = clock;
    this.schedules = schedules;
  }

  /** A silence and its state now. */
  record Stated(Silence silence, SilenceState state) {}

  Stated stated(Silence silence) {
    return new Stated(silence, SilenceState.of(silence, clock.millis(), schedules));
  }

  /** Those that are wanted: active ones, then pending ones, then those that are over. */
  List<Stated> list(Predicate<Stated> wanted) {
    return store.all().stream()
        .map(this::stated)
        .filter(wanted)
        .sorted(
            Comparator.comparing(Stated::state)
                .thenComparing(
                    (one, other) -> one.state().order().compare(one.silence(), other.silence())))
        .toList();
  }

  /**
   * The one with this id.
   *
   * @throws Refusal 404 where there is none
   */
  Silence get(String id) {
    return store.withId(id).orElseThrow(() -> Refusal.of(404, "silence not found"));
  }

  /**
   * Makes a silence, or changes the one whose id is given.
   *
   * @return the id it has now
   * @throws Refusal if it cannot be as it is
   */
  synchronized String set(Silence wanted) {
    long now = clock.millis();
    @Nullable Silence before = wanted.id().isEmpty() ? null : get(wanted.id());
    var silence = check(scheduled(wanted, before), now);
    if (before != null && canChange(before, silence, now)) {
      store.save(at(silence, silence.startsAt(), silence.endsAt(), now));
      return silence.id();
    }
    requireRoom(now, before);
    var made = at(named(silence), Math.max(silence.startsAt(), now), silence.endsAt(), now);
    var changes = new ArrayList<Silence>();
    if (before != null && now < before.endsAt()) {
      changes.add(ended(before, now));
    }
    changes.add(made);
    store.saveAll(changes);
    return made.id();
  }

  /**
   * Ends a silence now; one that is over stays as it is.
   *
   * @throws Refusal where there is none with this id
   */
  synchronized void expire(String id) {
    var silence = get(id);
    long now = clock.millis();
    if (now < silence.endsAt()) {
      store.save(ended(silence, now));
    }
  }

  private static Silence ended(Silence silence, long now) {
    return at(silence, Math.min(silence.startsAt(), now), now, now);
  }

  /** Who changes one that comes back and does not say when, leaves that as it is. */
  private Silence scheduled(Silence wanted, @Nullable Silence before) {
    String text =
        wanted.schedule().isEmpty() && before != null ? before.schedule() : wanted.schedule();
    String schedule = text.isEmpty() ? "" : described(text);
    return with(wanted, SilenceJson.withoutSchedule(wanted.comment(), schedule), schedule);
  }

  private String described(String schedule) {
    try {
      return schedules.apply(schedule).describe();
    } catch (IllegalArgumentException e) {
      throw Refusal.of(400, "invalid silence: " + e.getMessage());
    }
  }

  private static Silence check(Silence silence, long now) {
    if (silence.endsAt() <= silence.startsAt()) {
      throw Refusal.of(400, "Failed to create silence: start time must be before end time");
    }
    if (silence.endsAt() < now) {
      throw Refusal.of(400, "Failed to create silence: end time can't be in the past");
    }
    if (silence.matchers().stream().allMatch(SilenceDesk::isMetByNothing)) {
      throw Refusal.of(
          400, "silence invalid: at least one matcher must not match the empty string");
    }
    if (silence.matchers().size() > MOST_MATCHERS) {
      throw Refusal.of(
          400,
          "silence invalid: %d matchers are more than %d"
              .formatted(silence.matchers().size(), MOST_MATCHERS));
    }
    long size = size(silence);
    if (size > MOST_CHARACTERS) {
      throw Refusal.of(
          400,
          "silence exceeded maximum size: %d characters (limit: %d characters)"
              .formatted(size, MOST_CHARACTERS));
    }
    return silence;
  }

  private static boolean isMetByNothing(Matcher matcher) {
    boolean isPositive =
        matcher.type() == Matcher.Type.EQUAL || matcher.type() == Matcher.Type.REGEX;
    return isPositive && matcher.matches("");
  }

  private static long size(Silence silence) {
    var texts =
        Stream.of(
            Stream.of(silence.createdBy(), silence.comment(), silence.schedule()),
            silence.matchers().stream().flatMap(one -> Stream.of(one.name(), one.value())),
            silence.annotations().keySet().stream(),
            silence.annotations().values().stream());
    return texts.flatMap(all -> all).mapToLong(String::length).sum();
  }

  private void requireRoom(long now, @Nullable Silence replaced) {
    var all = store.all();
    long open = all.stream().filter(silence -> now < silence.endsAt()).count();
    boolean isReplaced = replaced != null && now < replaced.endsAt();
    if (open - (isReplaced ? 1 : 0) >= MOST_OPEN) {
      throw Refusal.of(
          400, "exceeded maximum number of silences: %d (limit: %d)".formatted(open, MOST_OPEN));
    }
    if (all.size() >= MOST) {
      throw Refusal.of(
          400, "exceeded maximum number of silences: %d (limit: %d)".formatted(all.size(), MOST));
    }
  }

  private boolean canChange(Silence before, Silence after, long now) {
    if (!before.matchers().equals(after.matchers())
        || !before.schedule().equals(after.schedule())
        || now >= before.endsAt()) {
      return false;
    }
    return now < before.startsAt()
        ? after.startsAt() >= now
        : before.startsAt() / 1000 == after.startsAt() / 1000 && after.endsAt() >= now;
  }

  private static Silence named(Silence silence) {
    return new Silence(
        UUID.randomUUID().toString(),
        silence.matchers(),
        silence.startsAt(),
        silence.endsAt(),
        silence.updatedAt(),
        silence.createdBy(),
        silence.comment(),
        silence.schedule(),
        silence.annotations());
  }

  private static Silence with(Silence silence, String comment, String schedule) {
    return new Silence(
        silence.id(),
        silence.matchers(),
        silence.startsAt(),
        silence.endsAt(),
        silence.updatedAt(),
        silence.createdBy(),
        comment,
        schedule,
        silence.annotations());
  }

  private static Silence at(Silence silence, long start, long end, long updated) {
    return new Silence(
        silence.id(),
        silence.matchers(),
        start,
        end,
        updated,
        silence.createdBy(),
        silence.comment(),
        silence.schedule(),
        silence.annotations());
  }
}
