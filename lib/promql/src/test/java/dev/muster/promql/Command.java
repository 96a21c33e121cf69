package dev.muster.promql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One command of a script. */
sealed interface Command {
  /** Forgets all samples. */
  record Clear() implements Command {}

  /** Adds series whose values follow each other by a step, from time 0. */
  record Load(long stepMillis, List<SeriesLine> series, boolean nativeToo) implements Command {}

  /**
   * Evaluates a query and compares.
   *
   * @param instant whether at {@code end} alone
   * @param rangeVector whether the result is to be a range vector
   */
  record Eval(
      int line,
      String query,
      boolean instant,
      boolean rangeVector,
      long start,
      long end,
      long step,
      Expected expected)
      implements Command {}

  /** What a query is to give. */
  record Expected(
      List<SeriesLine> series,
      @Nullable Double scalar,
      @Nullable String string,
      List<Expectation> expectations,
      String text) {
    boolean has(Expectation.Kind kind) {
      return expectations.stream().anyMatch(one -> one.kind() == kind);
    }
  }

  /** A line {@code expect …}. */
  record Expectation(Kind kind, @Nullable String message, java.util.regex.@Nullable Pattern regex) {
    enum Kind {
      FAIL,
      WARN,
      INFO,
      NO_WARN,
      NO_INFO,
      ORDERED
    }

    boolean matches(String text) {
      return (message == null || message.equals(text))
          && (regex == null || regex.matcher(text).find());
    }
  }
}
