package dev.muster.metrics;

/** A query that got no answer. */
public class QueryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why, in the words of Prometheus's HTTP API. */
  public enum Reason {
    /** The expression is no PromQL. */
    BAD_DATA,
    /** It could be read but not evaluated. */
    EXECUTION,
    /** It took too long. */
    TIMEOUT,
    /** Nobody waits for the answer any more. */
    CANCELED,
    /** Nobody answered. */
    UNAVAILABLE
  }

  private final Reason reason;

  public QueryException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public QueryException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
