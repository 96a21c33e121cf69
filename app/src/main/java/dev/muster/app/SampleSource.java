package dev.muster.app;

import dev.muster.app.store.PrometheusClient;
import dev.muster.app.store.PrometheusSamples;
import dev.muster.app.store.StoreRoutes;
import dev.muster.app.store.StoreStatus;
import dev.muster.archive.Archive;
import dev.muster.archive.FleetStatus;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.MetricStore;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.RangeQuery;
import dev.muster.metrics.SeriesFinder;
import dev.muster.metrics.SeriesReader;
import dev.muster.promql.Engine;
import dev.muster.promql.EngineSettings;
import dev.muster.scraper.api.QueryApi;
import dev.muster.scraper.api.SeriesApi;
import io.javalin.config.RoutesConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where samples are read from: the archive, or the store that the fleet file names in its place.
 *
 * @param far the same as {@code range} where each question is a long way; else null
 * @param forRules gives rules what answers them over what a reader has; a store answers of itself
 *     alone
 * @param routes Prometheus's queries
 * @param trouble one sentence where samples cannot be read; "" where they can
 */
record SampleSource(
    InstantQuery query,
    RangeQuery range,
    @Nullable RangeQuery far,
    SeriesReader reader,
    SeriesFinder finder,
    Function<SeriesReader, InstantQuery> forRules,
    FleetStatus status,
    List<Consumer<RoutesConfig>> routes,
    Supplier<String> trouble,
    Runnable end)
    implements AutoCloseable {
  private static final Duration STORE_TIMEOUT = Duration.ofSeconds(15);

  static SampleSource of(Archive archive, EngineSettings queries, InstantSource clock) {
    var engine = new Engine(archive, queries, clock);
    return new SampleSource(
        engine,
        (expression, start, end, step) -> engine.range(expression, start, end, step).series(),
        null,
        archive,
        archive,
        engine::over,
        archive.status(),
        List.of(new QueryApi(archive, queries, clock)::addTo, new SeriesApi(archive)::addTo),
        () -> "",
        () -> {});
  }

  /** A store, over what the server knows itself. */
  static SampleSource of(
      MetricStore store,
      Archive own,
      EngineSettings queries,
      Supplier<Fleet> fleet,
      InstantSource clock) {
    var client = PrometheusClient.of(store);
    var samples = new PrometheusSamples(client, STORE_TIMEOUT, clock);
    var elsewhere = new StoreRoutes(client, clock);
    return new SampleSource(
        samples,
        samples,
        samples,
        samples,
        samples,
        reader -> samples,
        new StoreStatus(own.status(), samples, () -> fleet.get().scrape().interval(), clock),
        List.of(
            new QueryApi(samples, queries, clock, elsewhere::answers)::addTo,
            new SeriesApi(samples, elsewhere::answers)::addTo),
        client::trouble,
        client::close);
  }

  @Override
  public void close() {
    end.run();
  }
}
