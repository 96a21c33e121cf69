package dev.muster.rules.template;

import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.InstantSample;
import java.util.List;

/** What one expansion may take: steps, characters written, queries asked. */
final class Budget {
  private static final int STEPS = 100_000;
  private static final int QUERIES = 100;

  /** The longest text a template may give, in characters. */
  static final int CHARACTERS = 64 * 1024;

  private final InstantQuery query;
  private final long timeMillis;
  private int steps;
  private int queries;
  private int made;

  Budget(InstantQuery query, long timeMillis) {
    this.query = query;
    this.timeMillis = timeMillis;
  }

  long timeMillis() {
    return timeMillis;
  }

  void step() {
    if (++steps > STEPS) {
      throw new FailedCallException("it takes more than " + STEPS + " steps");
    }
  }

  /** Text was made, to be written or as a value in between. */
  void made(int characters) {
    made += Math.min(characters, 16 * CHARACTERS);
    if (characters > CHARACTERS || made > 16 * CHARACTERS) {
      throw new FailedCallException("it makes more text than " + CHARACTERS + " characters");
    }
  }

  /**
   * Asks at the time of the evaluation.
   *
   * @throws dev.muster.metrics.QueryException if there is no answer
   */
  List<InstantSample> ask(String expression) {
    if (++queries > QUERIES) {
      throw new FailedCallException("it asks more than " + QUERIES + " queries");
    }
    return query.query(expression, timeMillis);
  }
}
