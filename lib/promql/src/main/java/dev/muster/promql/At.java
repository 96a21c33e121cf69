package dev.muster.promql;

/** The fixed time an {@code @} modifier gives. */
public sealed interface At {
  /** {@code @ 1700000000.5}: Unix milliseconds. */
  record Time(long millis) implements At {}

  /** {@code @ start()} or {@code @ end()} of the query's range. */
  enum Edge implements At {
    START,
    END
  }
}
