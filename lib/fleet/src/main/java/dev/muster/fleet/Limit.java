package dev.muster.fleet;

import java.time.Duration;

/**
 * A limit a client is held to.
 *
 * @param threshold in the type's unit
 * @param direction which side of the threshold is bad
 * @param hold how long the value must stay on the bad side before the alert fires ({@code for});
 *     zero: at once
 * @param clear the value at which a firing alert is resolved, in the type's unit; equal to the
 *     threshold where the file gives none
 */
public record Limit(
    LimitType type, double threshold, Direction direction, Duration hold, double clear) {
  /** The bad side of a threshold. */
  public enum Direction {
    ABOVE,
    BELOW
  }

  /** Whether this value is on the bad side. NaN never is. */
  public boolean isCrossedBy(double value) {
    return switch (direction) {
      case ABOVE -> value > threshold;
      case BELOW -> value < threshold;
    };
  }

  /** Whether this value lets a firing alert go: back at {@code clear} or better. */
  public boolean isClearedBy(double value) {
    return switch (direction) {
      case ABOVE -> value <= clear;
      case BELOW -> value >= clear;
    };
  }

  /**
   * The limit in one line, such as {@code memory > 50% for 5m, clear 45%} or {@code offline for
   * 3m}; clear is named where it differs from the threshold.
   */
  public String describe() {
    var words = new StringBuilder(type.xmlName());
    if (type.unit() != LimitType.Unit.NONE) {
      words.append(direction == Direction.ABOVE ? " > " : " < ");
      words.append(type.unit().exact(threshold));
    }
    if (!hold.isZero()) {
      words.append(" for ").append(DurationText.of(hold));
    }
    if (clear != threshold) {
      words.append(", clear ").append(type.unit().exact(clear));
    }
    return words.toString();
  }
}
