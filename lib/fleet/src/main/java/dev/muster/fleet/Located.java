package dev.muster.fleet;

import org.jspecify.annotations.Nullable;

/** A value and where it stands. */
record Located<T>(T value, Position at) {
  /** The value, or the other one where there is none. */
  static <T> T or(@Nullable Located<T> located, T other) {
    return located == null ? other : located.value();
  }

  /** The value, or null where there is none. */
  static <T> @Nullable T orNull(@Nullable Located<T> located) {
    return located == null ? null : located.value();
  }

  /** The one that stands nearer, or the one further out where there is none. */
  static <T> @Nullable Located<T> nearest(@Nullable Located<T> near, @Nullable Located<T> far) {
    return near == null ? far : near;
  }
}
