package dev.muster.alertbridge;

import dev.muster.archive.Silence;
import dev.muster.fleet.Recurrence;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The silences that are active at a moment. */
final class Silences {
  private static final Logger log = LoggerFactory.getLogger(Silences.class);
  private static final int REMEMBERED = 1_000;

  private final Supplier<List<Silence>> all;
  private final Function<String, Recurrence> parser;
  private final Map<String, Optional<Recurrence>> schedules = new HashMap<>();
  private final Set<String> complained = new HashSet<>();

  /**
   * Silences.
   *
   * @param parser reads a schedule; throws {@link IllegalArgumentException} where it is none
   */
  Silences(Supplier<List<Silence>> all, Function<String, Recurrence> parser) {
    this.all = all;
    this.parser = parser;
  }

  List<Silence> active(long now) {
    return all.get().stream().filter(silence -> isActive(silence, now)).toList();
  }

  private boolean isActive(Silence silence, long now) {
    return silence.startsAt() <= now
        && now < silence.endsAt()
        && (silence.schedule().isEmpty()
            || schedule(silence)
                .flatMap(schedule -> schedule.at(Instant.ofEpochMilli(now)))
                .isPresent());
  }

  /** One that cannot be read silences nothing: better told twice than never. */
  private Optional<Recurrence> schedule(Silence silence) {
    if (schedules.size() > REMEMBERED) {
      schedules.clear();
    }
    return schedules.computeIfAbsent(
        silence.schedule(),
        text -> {
          try {
            return Optional.of(parser.apply(text));
          } catch (IllegalArgumentException e) {
            if (complained.size() < REMEMBERED && complained.add(text)) {
              log.warn("silence without effect id={} reason={}", silence.id(), e.getMessage());
            }
            return Optional.empty();
          }
        });
  }
}
