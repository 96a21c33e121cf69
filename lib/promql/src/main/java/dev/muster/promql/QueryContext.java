package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.QueryException;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.SeriesReader;
import dev.muster.metrics.TooManySamplesException;
import dev.muster.metrics.Windows;
import dev.muster.promql.Expression.VectorSelector;
import java.util.ArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of one query share.
 *
 * @param whole the moments asked for; its start is {@code start()}
 * @param end the end asked for, {@code end()}, which no step need meet
 */
record QueryContext(
    SeriesReader reader,
    EngineSettings settings,
    Budget budget,
    Notes notes,
    Grid whole,
    long end) {

  /** The time an {@code @} modifier fixes, or null where there is none. */
  @Nullable Long fixedTime(@Nullable At at) {
    return switch (at) {
      case null -> null;
      case At.Time time -> time.millis();
      case At.Edge edge -> edge == At.Edge.START ? whole.start() : end;
    };
  }

  /**
   * Hands over the series of a selector in the order of their labels; their samples are counted.
   */
  void read(
      VectorSelector selector,
      long fromMillis,
      long toMillis,
      Windows windows,
      Consumer<Series> sink) {
    read(selector, new Range(fromMillis, toMillis, false), windows, sink);
  }

  /**
   * What is read, in Unix milliseconds, both included.
   *
   * @param newestOnly whether of each series the newest sample is enough
   */
  record Range(long fromMillis, long toMillis, boolean newestOnly) {}

  /** The same, for all samples of the range or the newest alone. */
  void read(VectorSelector selector, Range range, Windows windows, Consumer<Series> sink) {
    budget.checkTime();
    var matchers = new ArrayList<>(selector.matchers());
    if (selector.name() != null) {
      matchers.add(Matcher.equal(Labels.NAME, selector.name()));
    }
    var selection =
        new Selection(
            matchers,
            range.fromMillis(),
            range.toMillis(),
            budget.left(),
            windows,
            range.newestOnly());
    var rolled = new RollupNote();
    try {
      reader.forEach(
          selection,
          series -> {
            budget.checkTime();
            budget.take(series.size());
            var rollups = series.rollups();
            if (rollups != null) {
              budget.take(rollups.size());
              rolled.add(rollups);
            }
            sink.accept(series);
          });
    } catch (TooManySamplesException e) {
      var tooMany = budget.tooMany();
      tooMany.initCause(e);
      throw tooMany;
    }
    rolled.tell(selector.span(), notes);
  }

  QueryException failure(String problem) {
    return new QueryException(QueryException.Reason.EXECUTION, problem);
  }
}
