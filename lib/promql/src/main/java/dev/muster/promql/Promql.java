package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Pieces of the language that are of use without evaluating anything. */
public final class Promql {
  private Promql() {}

  /**
   * The matchers of a series selector such as {@code up{job="node"}}; the name is a matcher too.
   *
   * @throws QueryException if the text is no selector, or has a range, an offset or {@code @}
   */
  public static List<Matcher> selector(String text) {
    if (!(Expression.parse(text) instanceof Expression.VectorSelector selector)
        || selector.at() != null
        || selector.offsetMillis() != 0) {
      throw new QueryException(
          QueryException.Reason.BAD_DATA,
          Quoted.write(text) + " is no series selector; give one such as up{job=\"node\"}");
    }
    var matchers = new ArrayList<Matcher>();
    if (selector.name() != null) {
      matchers.add(Matcher.equal(Labels.NAME, selector.name()));
    }
    matchers.addAll(selector.matchers());
    return matchers;
  }

  /**
   * An expression as Muster writes it: parsed and printed again on one line.
   *
   * @throws QueryException if it is no PromQL
   */
  public static String format(String expression) {
    return Printer.print(Expression.parse(expression));
  }

  /** A duration such as {@code 1h30m} in milliseconds; empty where the text is none. */
  public static OptionalLong duration(String text) {
    return Durations.parse(text).map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }
}
