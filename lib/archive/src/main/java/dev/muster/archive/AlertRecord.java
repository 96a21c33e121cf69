package dev.muster.archive;

import org.jspecify.annotations.Nullable;

/**
 * One episode of one client's alert. Times in Unix milliseconds.
 *
 * @param id the episode's number, 0 before it was first stored
 * @param type the limit type's name
 * @param value the last value seen, in the type's unit
 * @param limit the threshold it is held against
 * @param detail which drive, or the like; "" where there is nothing to tell apart
 * @param activeSince when the value first crossed the limit
 * @param firedAt null while pending
 * @param resolvedAt null while pending or firing
 */
public record AlertRecord(
    long id,
    String client,
    String type,
    State state,
    double value,
    double limit,
    String detail,
    long activeSince,
    @Nullable Long firedAt,
    @Nullable Long resolvedAt) {
  /** Where an episode stands; before it there is none (inactive). */
  public enum State {
    PENDING,
    FIRING,
    RESOLVED
  }
}
