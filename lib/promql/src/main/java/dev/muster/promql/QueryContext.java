package dev.muster.promql;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.QueryException;
import dev.muster.metrics.Selection;
import dev.muster.metrics.Series;
import dev.muster.metrics.SeriesReader;
import dev.muster.metrics.TooManySamplesException;
import dev.muster.promql.Expression.VectorSelector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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

  /** Reads the samples of a selector, series in the order of their labels; they are counted. */
  List<Series> read(VectorSelector selector, long fromMillis, long toMillis) {
    budget.checkTime();
    var matchers = new ArrayList<>(selector.matchers());
    if (selector.name() != null) {
      matchers.add(Matcher.equal(Labels.NAME, selector.name()));
    }
    try {
      var series =
          new ArrayList<>(
              reader.select(new Selection(matchers, fromMillis, toMillis, budget.left())));
      series.sort(Comparator.comparing(Series::labels));
      for (var one : series) {
        budget.take(one.size());
      }
      return series;
    } catch (TooManySamplesException e) {
      var tooMany = budget.tooMany();
      tooMany.initCause(e);
      throw tooMany;
    }
  }

  QueryException failure(String problem) {
    return new QueryException(QueryException.Reason.EXECUTION, problem);
  }
}
