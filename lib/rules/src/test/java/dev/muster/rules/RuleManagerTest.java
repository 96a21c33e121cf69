package dev.muster.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.Selection;
import dev.muster.metrics.StaleMarker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Groups on their threads, with the system's clock: waited for, never held to a time. */
class RuleManagerTest {
  private final MemorySamples samples = new MemorySamples();
  private final RuleManager manager =
      new RuleManager(
          new RuleContext(
              Promqls::engine,
              samples,
              samples,
              alerts -> {},
              InstantSource.system(),
              Duration.ofMillis(100),
              Map::of,
              ""),
          new RuleMetrics(new PrometheusRegistry()));

  @AfterEach
  void close() {
    manager.close();
  }

  private static RuleGroup group(String name, String record) {
    var rule = new Rule.Recording(record, "vector(1)", Map.of());
    return new RuleGroup("rules.yml", name, null, Duration.ZERO, 0, List.of(rule));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 6_000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void groups_areEvaluatedAgainAndAgain_andChange() throws Exception {
    manager.apply(List.of(group("a", "one"), group("b", "two")));
    await(() -> samples.of("__name__", "one").size() + samples.of("__name__", "two").size() > 1);
    await(() -> samples.names().equals(List.of("one", "two")));
    assertThat(manager.status()).extracting(status -> status.group().name()).contains("a", "b");
    manager.apply(List.of(group("a", "three")));
    await(() -> samples.names().contains("three"));
    assertThat(manager.status()).hasSize(1);
    // What a removed group gave ends.
    await(() ->
        samples
            .select(
                new Selection(
                    List.of(Matcher.equal(Labels.NAME, "two")), 0, Long.MAX_VALUE, 1_000_000))
            .stream()
            .anyMatch(series -> StaleMarker.is(series.values()[series.size() - 1])));
  }

  @Test
  void times_areKeptAndCounted() {
    var times = EvaluationTimes.of("rules.yml;a", Duration.ofMinutes(1));
    assertThat(times).isEqualTo(EvaluationTimes.of("rules.yml;a", Duration.ofMinutes(1)));
    assertThat(times.offset()).isBetween(0L, 59_999L);
    long first = times.after(1_000_000_000L);
    assertThat(first - 1_000_000_000L).isBetween(1L, 60_000L);
    assertThat(times.after(first)).isEqualTo(first + 60_000);
    assertThat(times.missed(first, first + 60_000)).isZero();
    assertThat(times.missed(first, first + 60_000 + 59_999)).isZero();
    assertThat(times.missed(first, first + 180_000)).isEqualTo(2);
    assertThat(times.missed(first, first - 500_000)).isZero();
  }
}
