package dev.muster.exporter.collector;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A list of devices that is dear to find and cheap to bring up to date: it is looked for anew once
 * a minute, and after a device could not be brought up to date.
 */
final class Refreshed<D> {
  private static final Duration KEEP = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Supplier<List<D>> find;
  private final Predicate<D> update;
  private @Nullable List<D> devices;
  private Instant found = Instant.MIN;

  Refreshed(InstantSource clock, Supplier<List<D>> find, Predicate<D> update) {
    this.clock = clock;
    this.find = find;
    this.update = update;
  }

  /** The devices that are there now, all with their present values. */
  List<D> get() {
    Instant now = clock.instant();
    if (devices == null || Duration.between(found, now).abs().compareTo(KEEP) >= 0) {
      devices = List.copyOf(find.get());
      found = now;
      return devices;
    }
    List<D> present = devices.stream().filter(update).toList();
    if (present.size() < devices.size()) {
      devices = null;
    }
    return present;
  }
}
