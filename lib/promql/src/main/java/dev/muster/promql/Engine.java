package dev.muster.promql;

import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.InstantSample;
import dev.muster.metrics.SeriesReader;
import java.util.List;

/** Evaluates PromQL over any {@link SeriesReader}. */
public final class Engine implements InstantQuery {
  private final SeriesReader reader;

  public Engine(SeriesReader reader) {
    this.reader = reader;
  }

  @Override
  public List<InstantSample> query(String expression, long timeMillis) {
    throw new UnsupportedOperationException(expression + timeMillis + reader);
  }
}
