package dev.muster.console.api;

import org.jspecify.annotations.Nullable;

/** Numbers and times as the API has them. */
final class Figure {
  private Figure() {}

  /** The number, or null where there is none that JSON has. */
  static @Nullable Double known(@Nullable Double value) {
    return value == null || !Double.isFinite(value) ? null : value;
  }

  /** Unix seconds of Unix milliseconds. */
  static double seconds(long millis) {
    return millis / 1000.0;
  }

  static @Nullable Double seconds(@Nullable Long millis) {
    return millis == null ? null : millis / 1000.0;
  }
}
