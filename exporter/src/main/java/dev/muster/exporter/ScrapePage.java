package dev.muster.exporter;

import dev.muster.exporter.CollectorRuns.Outcome;
import dev.muster.exporter.CollectorRuns.Result;
import dev.muster.exporter.PageText.Format;
import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.MetricPage;
import dev.muster.exporter.collector.PageFamily;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
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
final class ScrapePage {
  private static final Logger LOG = LoggerFactory.getLogger(ScrapePage.class);

  private final List<Collector> collectors;
  private final CollectorRuns runs;
  private final List<Collector> self;
  private final ReentrantLock reading = new ReentrantLock();
  private final MetricPage about = new MetricPage();
  private final PageText text = new PageText();
  private final Map<String, String> problems = new HashMap<>();
  private long begun;
  private @Nullable Taken last;

  /** The families as they came, and in the page's order. */
  private List<PageFamily> came = List.of();

  private List<PageFamily> aboutThem = List.of();
  private List<PageFamily> sorted = List.of();
  private Map<String, String> twice = Map.of();

  /** A reading, until the next one begins. */
  private record Taken(long number, CollectorFilter filter, List<PageFamily> families) {}

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

  /** The families of the collectors that pass, as text in UTF-8. */
  byte[] text(CollectorFilter filter, Format format) {
    return read(filter, families -> text.of(families, format));
  }

  /** The families of the collectors that pass, for client_java's writers. */
  MetricSnapshots snapshots(CollectorFilter filter) {
    return read(
        filter,
        families -> new MetricSnapshots(families.stream().map(PageFamily::snapshot).toList()));
  }

  /** Only one at a time has hold of a reading, for the next one takes its place. */
  private <T> T read(CollectorFilter filter, Function<List<PageFamily>, T> writer) {
    long asked = begunSoFar();
    reading.lock();
    try {
      Taken taken = last;
      if (taken == null || taken.number <= asked || !taken.filter.equals(filter)) {
        long number = begin();
        taken = new Taken(number, filter, assemble(filter.from(collectors)));
        last = taken;
      }
      return writer.apply(taken.families);
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

  /** Reads everything in one run; the families in the order of their names. */
  private List<PageFamily> assemble(List<Collector> chosen) {
    List<Collector> all = new ArrayList<>(chosen);
    all.addAll(self);
    List<Outcome> outcomes = runs.run(all);
    List<PageFamily> now = new ArrayList<>(came.size());
    outcomes.forEach(outcome -> now.addAll(outcome.families()));
    boolean asBefore = now.equals(came);
    if (!asBefore) {
      twice = twice(outcomes.subList(0, chosen.size()));
      came = now;
    }
    tell(outcomes, chosen.size());
    List<PageFamily> told = about.families();
    if (!asBefore || !told.equals(aboutThem)) {
      aboutThem = told;
      sorted = sort(now, told);
    }
    return sorted;
  }

  /** The collectors, each with the family that another before it has already. */
  private static Map<String, String> twice(List<Outcome> outcomes) {
    Map<String, String> owners = new HashMap<>();
    Map<String, String> twice = new HashMap<>();
    for (Outcome outcome : outcomes) {
      for (PageFamily family : outcome.families()) {
        if (owners.putIfAbsent(family.name(), outcome.collector()) != null) {
          twice.put(outcome.collector(), family.name());
        }
      }
    }
    return twice;
  }

  /** How the first so many fared; the others are but logged. */
  private void tell(List<Outcome> outcomes, int shown) {
    about.begin();
    var duration =
        about.gaugeFamily(
            "node_scrape_collector_duration_seconds",
            "How long a collector took to read.",
            "collector");
    var success =
        about.gaugeFamily(
            "node_scrape_collector_success", "Whether a collector could read.", "collector");
    for (int i = 0; i < outcomes.size(); i++) {
      Outcome outcome = outcomes.get(i);
      String family = twice.get(outcome.collector());
      Result result =
          family == null
              ? outcome.result()
              : new Result.Failed("twice", "another collector has family " + family + " already");
      report(outcome.collector(), result);
      if (i < shown) {
        duration.add(outcome.seconds(), outcome.collector());
        success.add(result instanceof Result.Read ? 1 : 0, outcome.collector());
      }
    }
  }

  /** Of several with the same name the first. */
  private static List<PageFamily> sort(List<PageFamily> families, List<PageFamily> more) {
    Map<String, PageFamily> byName = new TreeMap<>();
    families.forEach(family -> byName.putIfAbsent(family.name(), family));
    more.forEach(family -> byName.putIfAbsent(family.name(), family));
    return List.copyOf(byName.values());
  }

  /** Logs a collector's troubles when they begin, change their kind and end. */
  private void report(String collector, Result result) {
    // No switch over types: the first one in a JVM costs a start some 20 ms.
    if (result instanceof Result.Failed(String kind, String reason)) {
      if (!kind.equals(problems.put(collector, kind))) {
        LOG.warn("msg=\"collector failed\" collector={} reason=\"{}\"", collector, reason);
      }
    } else if (result instanceof Result.NoData(String reason)) {
      problems.remove(collector);
      LOG.debug(
          "msg=\"collector has nothing to read\" collector={} reason=\"{}\"", collector, reason);
    } else if (problems.remove(collector) != null) {
      LOG.info("msg=\"collector reads again\" collector={}", collector);
    }
  }
}
