package dev.muster.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.metrics.InstantSample;
import dev.muster.metrics.Labels;
import dev.muster.metrics.QueryException;
import dev.muster.metrics.QueryException.Reason;
import dev.muster.metrics.SeriesReader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EngineTest {
  private static final long MINUTE = 60_000;

  private final MemoryReader reader = new MemoryReader();
  private final Engine engine = new Engine(reader);

  @BeforeEach
  void load() {
    for (String instance : new String[] {"c", "a", "b"}) {
      for (int i = 0; i <= 10; i++) {
        reader.add(Labels.of(Labels.NAME, "up", "instance", instance), i * MINUTE, i);
      }
    }
  }

  private static Labels instance(String name) {
    return Labels.of("instance", name);
  }

  @Test
  void vector_isInTheOrderOfItsLabels() {
    assertThat(engine.query("up + 1", 2 * MINUTE))
        .containsExactly(
            new InstantSample(instance("a"), 2 * MINUTE, 3),
            new InstantSample(instance("b"), 2 * MINUTE, 3),
            new InstantSample(instance("c"), 2 * MINUTE, 3));
  }

  @Test
  void scalar_isOneSampleWithoutLabels() {
    assertThat(engine.query("time() + 1", 2 * MINUTE))
        .containsExactly(new InstantSample(Labels.EMPTY, 2 * MINUTE, 121));
  }

  @Test
  void string_isNoVector() {
    assertThatThrownBy(() -> engine.query("\"text\"", 0))
        .hasMessage("an instant vector or a scalar was expected, but \"\\\"text\\\"\" is a string");
  }

  @Test
  void value_hasTheTypeOfTheExpression() {
    assertThat(engine.evaluate("1", 0)).isEqualTo(new Value.Scalar(0, 1));
    assertThat(engine.evaluate("\"a\"", 7)).isEqualTo(new Value.StringValue(7, "a"));
    assertThat(engine.evaluate("up", 0).type()).isEqualTo(ValueType.VECTOR);
    assertThat(engine.evaluate("up[5m]", 0).type()).isEqualTo(ValueType.MATRIX);
  }

  @Test
  void range_hasASampleAStep() {
    var series = engine.range("sum(up)", 0, 4 * MINUTE, 2 * MINUTE).series();

    assertThat(series).hasSize(1);
    assertThat(series.getFirst().labels()).isEqualTo(Labels.EMPTY);
    assertThat(series.getFirst().timesMillis()).containsExactly(0, 2 * MINUTE, 4 * MINUTE);
    assertThat(series.getFirst().values()).containsExactly(0, 6, 12);
  }

  @Test
  void range_readsEachSelectorOnce() {
    engine.range("rate(up[5m]) + on (instance) up", 0, 10 * MINUTE, 1000);

    assertThat(reader.reads()).isEqualTo(2);
  }

  @Test
  void range_ofSomethingElseIsRefused() {
    assertThatThrownBy(() -> engine.range("up[5m]", 0, MINUTE, MINUTE))
        .hasMessage(
            "invalid expression type \"range vector\" for range query, must be Scalar or instant"
                + " Vector");
    assertThatThrownBy(() -> engine.range("up", MINUTE, 0, MINUTE))
        .hasMessageContaining("positive step");
    assertThatThrownBy(() -> engine.range("up", 0, MINUTE, 0))
        .hasMessageContaining("positive step");
    assertThatThrownBy(() -> engine.evaluate("up", Long.MIN_VALUE))
        .hasMessageContaining("time is out of range");
  }

  @Test
  void samples_areBounded() {
    var settings =
        new EngineSettings(50, Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(1));
    var bounded = new Engine(reader, settings, InstantSource.system());

    assertThat(bounded.query("sum(up)", MINUTE)).hasSize(1);
    requireTooMany(() -> bounded.range("up", 0, 49 * MINUTE, MINUTE));
    requireTooMany(() -> bounded.range("1", 0, 50, 1));
    requireTooMany(() -> bounded.query("sum_over_time(up[10m:1s])", MINUTE));
    requireTooMany(() -> bounded.range("time() + time()", 0, 30, 1));
    // Samples are let go with the parts that held them.
    assertThat(bounded.query("sum(up)" + " + sum(up)".repeat(100), MINUTE)).hasSize(1);
  }

  @Test
  void samples_ofAllRunningQueriesAreBounded() throws Exception {
    var reads = new AtomicInteger();
    var holding = new CompletableFuture<Void>();
    var goOn = new CompletableFuture<Void>();
    SeriesReader waiting =
        selection -> {
          if (reads.incrementAndGet() == 2) {
            holding.complete(null);
            goOn.join();
          }
          return reader.select(selection);
        };
    var settings =
        new EngineSettings(110, Duration.ofHours(1), Duration.ofMinutes(5), Duration.ofMinutes(1));
    var bounded = new Engine(waiting, settings, InstantSource.system());
    var first =
        CompletableFuture.supplyAsync(() -> bounded.range("up + up", 0, 10 * MINUTE, MINUTE));
    holding.get(1, TimeUnit.MINUTES);

    assertThatThrownBy(() -> bounded.range("up + up", 0, 10 * MINUTE, MINUTE))
        .hasMessage(
            "all running queries would hold more than 110 samples in memory; narrow its matchers,"
                + " its range or its step, or ask again later");

    goOn.complete(null);
    assertThat(first.get(1, TimeUnit.MINUTES).series()).hasSize(3);
    assertThat(bounded.range("up + up", 0, 10 * MINUTE, MINUTE).series()).hasSize(3);
  }

  private static void requireTooMany(ThrowingCallable query) {
    assertThatThrownBy(query)
        .hasMessage(
            "the query would hold more than 50 samples in memory; narrow its matchers, its range"
                + " or its step")
        .extracting(e -> ((QueryException) e).reason())
        .isEqualTo(Reason.EXECUTION);
  }

  @Test
  void longestExpression_isEvaluated() {
    assertThat(engine.query("up" + " + up".repeat(Parser.MAX_OPERATORS), MINUTE))
        .hasSize(3)
        .allSatisfy(sample -> assertThat(sample.value()).isEqualTo(1001));
  }

  @Test
  void matching_oneToOneInTurnsIsNoDuplicate() {
    for (int i = 0; i < 20; i++) {
      reader.add(Labels.of(Labels.NAME, "build", "version", "v" + i), i * (10 * MINUTE), 1);
      reader.add(Labels.of(Labels.NAME, "total"), i * (10 * MINUTE), i);
    }

    var series =
        engine.range("total * on () build", 0, 190 * MINUTE, 10 * MINUTE).series().getFirst();

    assertThat(series.size()).isEqualTo(20);
    assertThat(series.values()[19]).isEqualTo(19);
  }

  @Test
  void time_isBounded() {
    var clock = new SteppingClock();
    var slow = new Engine(reader, EngineSettings.DEFAULT, clock);

    assertThatThrownBy(() -> slow.query("sum(up) + sum(up)", MINUTE))
        .hasMessage("query timed out: it took longer than 2m")
        .extracting(e -> ((QueryException) e).reason())
        .isEqualTo(Reason.TIMEOUT);
  }

  /** A clock on which every look takes half a minute. */
  private static final class SteppingClock implements InstantSource {
    private long millis;

    @Override
    public Instant instant() {
      millis += 30_000;
      return Instant.ofEpochMilli(millis);
    }
  }

  @Test
  void interrupt_endsTheQuery() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> engine.query("up", 0)).hasMessage("query was canceled");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void queryThatNobodyWaitsFor_ends() {
    var looks = new AtomicInteger();
    var settings = EngineSettings.DEFAULT;
    var left =
        new Engine(reader, settings, new SteppingClock())
            .with(settings, () -> looks.incrementAndGet() > 1);

    assertThatThrownBy(() -> left.query("sum(up) + sum(up)", MINUTE))
        .hasMessage("query was canceled")
        .extracting(e -> ((QueryException) e).reason())
        .isEqualTo(Reason.CANCELED);
    assertThat(looks).hasValue(2);
  }

  @Test
  void notes_areToldOnceWithTheirPosition() {
    var answer = engine.instant("rate(up[5m]) + quantile(2, up)", 5 * MINUTE);

    assertThat(answer.infos())
        .containsExactly(
            "PromQL info: metric might not be a counter, name does not end in"
                + " _total/_sum/_count/_bucket: \"up\" (1:6)");
    assertThat(answer.warnings())
        .containsExactly("PromQL warning: quantile value should be between 0 and 1, got 2 (1:25)");
  }

  @Test
  void query_isSafeInManyThreads() throws InterruptedException {
    var failures = new ConcurrentLinkedQueue<Throwable>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  assertThat(engine.query("sum(up)", 3 * MINUTE).getFirst().value()).isEqualTo(9);
                } catch (AssertionError | RuntimeException e) {
                  failures.add(e);
                }
              }));
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }
}
