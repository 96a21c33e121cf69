package dev.muster.promql;

import dev.muster.metrics.QueryException;

/** An expression that is no PromQL; the message begins with line and column. */
public final class ParseException extends QueryException {
  private static final long serialVersionUID = 1;

  ParseException(String text, Span span, String problem) {
    super(Reason.BAD_DATA, span.position(text) + ": parse error: " + problem);
  }
}
