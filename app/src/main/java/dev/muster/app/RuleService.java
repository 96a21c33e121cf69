package dev.muster.app;

import dev.muster.archive.SampleWriter;
import dev.muster.fleet.Finding;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.GlobalSettings;
import dev.muster.metrics.AlertReceiver;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.SeriesReader;
import dev.muster.promql.Feature;
import dev.muster.rules.GroupStatus;
import dev.muster.rules.RuleContext;
import dev.muster.rules.RuleManager;
import dev.muster.rules.RuleMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** The rules of the server: their files are watched, their groups evaluated. */
final class RuleService implements AutoCloseable {
  private final RuleManager manager;
  private final RuleWatcher watcher;

  /**
   * What rules work with.
   *
   * @param engine gives what answers over a reader
   * @param samples takes what they give
   * @param page where links in alerts lead
   */
  record Parts(
      Supplier<Fleet> fleet,
      Function<SeriesReader, InstantQuery> engine,
      SeriesReader reader,
      SampleWriter samples,
      AlertReceiver alerts,
      InstantSource clock,
      URI page,
      Set<Feature> features,
      PrometheusRegistry registry) {}

  RuleService(Parts parts) {
    String address = parts.page().toString();
    var context =
        new RuleContext(
            parts.engine(),
            parts.reader(),
            new RuleSeries(parts.samples()),
            parts.alerts(),
            parts.clock(),
            GlobalSettings.DEFAULT.evaluationInterval(),
            () -> parts.fleet().get().global().labels(),
            address.endsWith("/") ? address.substring(0, address.length() - 1) : address);
    manager = new RuleManager(context, new RuleMetrics(parts.registry()));
    watcher = new RuleWatcher(parts.fleet(), parts.features(), manager::apply);
  }

  /**
   * Begins with the files there are.
   *
   * @throws dev.muster.rules.RuleFileException with every mistake in them
   */
  void start() {
    watcher.start();
  }

  /** Reads the files now; every mistake in them, or none where they are in force. */
  List<Finding> reload() {
    return watcher.reload();
  }

  List<GroupStatus> status() {
    return manager.status();
  }

  @Override
  public void close() {
    watcher.close();
    manager.close();
  }
}
