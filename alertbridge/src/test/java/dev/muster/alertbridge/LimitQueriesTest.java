package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fleet.LimitType;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.QueryException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When nobody answers, as told apart from a type whose query fails. */
final class LimitQueriesTest {
  private static final List<LimitType> TYPES = List.of(LimitType.CPU, LimitType.MEMORY);

  private final BridgeMetrics metrics = new BridgeMetrics(new PrometheusRegistry());
  private QueryException.@Nullable Reason cpu;
  private QueryException.@Nullable Reason memory;

  private final InstantQuery source =
      (expression, time) -> {
        var reason = expression.contains("cpu") ? cpu : memory;
        if (reason != null) {
          throw new QueryException(reason, "nobody listens there");
        }
        return List.of();
      };
  private final LimitQueries queries = new LimitQueries(source, metrics);

  private Readings ask(long now) {
    return queries.ask(TYPES, Fleets.of(null, List.of()), now);
  }

  @Test
  void oneTypeThatFails_isNoOutage() {
    cpu = QueryException.Reason.UNAVAILABLE;
    var readings = ask(1_000);
    assertThat(readings.knows(LimitType.CPU)).isFalse();
    assertThat(readings.knows(LimitType.MEMORY)).isTrue();
    assertThat(queries.outage()).isNull();
    assertThat(metrics.queryUp.get()).isOne();
    assertThat(metrics.lastAnswer.get()).isOne();
  }

  @Test
  void allTypesRefused_isAnOutageToo() {
    cpu = QueryException.Reason.BAD_DATA;
    memory = QueryException.Reason.EXECUTION;
    ask(1_000);
    assertThat(queries.outage()).isNotNull();
  }

  @Test
  void noAnswerAtAll_isAnOutageFromItsFirstRound_untilTheNextAnswer() {
    cpu = QueryException.Reason.UNAVAILABLE;
    memory = QueryException.Reason.TIMEOUT;
    ask(5_000);
    ask(20_000);
    assertThat(queries.outage()).isEqualTo(new LimitQueries.Outage(5_000, "nobody listens there"));
    assertThat(metrics.queryUp.get()).isZero();
    assertThat(metrics.queryFailures.labelValues("cpu").get()).isEqualTo(2);
    memory = null;
    ask(35_000);
    assertThat(queries.outage()).isNull();
    assertThat(metrics.queryUp.get()).isOne();
  }
}
