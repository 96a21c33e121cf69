package dev.muster.metrics;

/** A read was given up because it would have held more samples than its bound. */
public final class TooManySamplesException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public TooManySamplesException(int limit) {
    super("the query would load more than " + limit + " samples; narrow its matchers or its range");
  }
}
