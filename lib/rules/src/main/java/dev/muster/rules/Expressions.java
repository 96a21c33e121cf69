package dev.muster.rules;

import dev.muster.metrics.Matcher;
import java.util.List;
import java.util.OptionalLong;

/** What reading rules needs to know of PromQL, without evaluating any. */
public interface Expressions {
  /**
   * Checks an expression; returns it as it is shown.
   *
   * @throws dev.muster.metrics.QueryException if it is no PromQL
   */
  String check(String expression);

  /**
   * The matchers of a series selector.
   *
   * @throws dev.muster.metrics.QueryException if it is none
   */
  List<Matcher> selector(String text);

  /** A duration such as {@code 1h30m} in milliseconds; empty where the text is none. */
  OptionalLong duration(String text);
}
