package dev.muster.exporter;

import dev.muster.exporter.CollectorRuns.Outcome;
import dev.muster.exporter.CollectorRuns.Result;
import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.MetricPage;
import io.prometheus.metrics.exporter.common.PrometheusHttpRequest;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole page: every collector's families, how each collector fared, and the exporter itself.
 * One reading is taken at a time; whoever asked before it began shares it.
 *
 * <pre>
 * # HELP node_scrape_collector_duration_seconds How long a collector took to read.
 * # TYPE node_scrape_collector_duration_seconds gauge
 * node_scrape_collector_duration_seconds{collector="cpu"} 0.001
 * # HELP node_scrape_collector_success Whether a collector could read.
 * # TYPE node_scrape_collector_success gauge
 * node_scrape_collector_success{collector="cpu"} 1.0
 * </pre>
 */
final class ScrapePage implements MultiCollector {
  private static final Logger LOG = LoggerFactory.getLogger(ScrapePage.class);

  private final List<Collector> collectors;
  private final CollectorRuns runs;
  private final List<Collector> self;
  private final ReentrantLock reading = new ReentrantLock();
  private final Map<String, String> problems = new HashMap<>();
  private long begun;
  private @Nullable Taken last;

  private record Taken(long number, CollectorFilter filter, MetricSnapshots snapshots) {}

  /**
   * A page.
   *
   * @param self what stands below the collectors' families, whatever the request chooses
   */
  ScrapePage(List<Collector> collectors, CollectorRuns runs, List<Collector> self) {
    this.collectors = List.copyOf(collectors);
    this.runs = runs;
    this.self = List.copyOf(self);
  }

  /** The collectors on this page. */
  List<Collector> collectors() {
    return collectors;
  }

  @Override
  public MetricSnapshots collect() {
    return read(CollectorFilter.ALL);
  }

  @Override
  public MetricSnapshots collect(PrometheusScrapeRequest request) {
    return request instanceof PrometheusHttpRequest http
        ? read(CollectorFilter.of(QueryString.parse(http.getQueryString())))
        : collect();
  }

  /** The families of the collectors that pass. */
  MetricSnapshots read(CollectorFilter filter) {
    long asked = begunSoFar();
    reading.lock();
    try {
      Taken taken = last;
      if (taken != null && taken.number > asked && taken.filter.equals(filter)) {
        return taken.snapshots;
      }
      long number = begin();
      MetricSnapshots snapshots = assemble(runs.run(filter.from(collectors)));
      last = new Taken(number, filter, snapshots);
      return snapshots;
    } finally {
      reading.unlock();
    }
  }

  private synchronized long begunSoFar() {
    return begun;
  }

  private synchronized long begin() {
    return ++begun;
  }

  private MetricSnapshots assemble(List<Outcome> outcomes) {
    List<MetricSnapshot> page = new ArrayList<>();
    Set<String> names = new HashSet<>();
    var about = new MetricPage();
    var duration =
        about.gaugeFamily(
            "node_scrape_collector_duration_seconds",
            "How long a collector took to read.",
            "collector");
    var success =
        about.gaugeFamily(
            "node_scrape_collector_success", "Whether a collector could read.", "collector");
    for (Outcome outcome : outcomes) {
      String twice = add(outcome.snapshots(), page, names);
      Result result = twice == null ? outcome.result() : twice(twice);
      report(outcome.collector(), result);
      duration.add(outcome.seconds(), outcome.collector());
      success.add(result instanceof Result.Read ? 1 : 0, outcome.collector());
    }
    add(about.snapshots(), page, names);
    for (Outcome outcome : runs.run(self)) {
      report(outcome.collector(), outcome.result());
      add(outcome.snapshots(), page, names);
    }
    return new MetricSnapshots(page);
  }

  private static Result twice(String family) {
    return new Result.Failed("twice", "another collector has family " + family + " already");
  }

  /** Adds what is not there yet; the name of a family that was. */
  private static @Nullable String add(
      MetricSnapshots snapshots, List<MetricSnapshot> page, Set<String> names) {
    String twice = null;
    for (MetricSnapshot snapshot : snapshots) {
      if (names.add(snapshot.getMetadata().getPrometheusName())) {
        page.add(snapshot);
      } else {
        twice = snapshot.getMetadata().getPrometheusName();
      }
    }
    return twice;
  }

  /** Logs a collector's troubles when they begin, change their kind and end. */
  private void report(String collector, Result result) {
    switch (result) {
      case Result.Read() -> {
        if (problems.remove(collector) != null) {
          LOG.info("msg=\"collector reads again\" collector={}", collector);
        }
      }
      case Result.NoData(String reason) -> {
        problems.remove(collector);
        LOG.debug(
            "msg=\"collector has nothing to read\" collector={} reason=\"{}\"", collector, reason);
      }
      case Result.Failed(String kind, String reason) -> {
        if (!kind.equals(problems.put(collector, kind))) {
          LOG.warn("msg=\"collector failed\" collector={} reason=\"{}\"", collector, reason);
        }
      }
    }
  }
}
