package dev.muster.app;

import dev.muster.archive.SampleBatch;
import dev.muster.archive.SampleWriter;
import dev.muster.archive.SeriesSet;
import dev.muster.metrics.Labels;
import dev.muster.rules.RuleSink;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Archives what rules give: each group is a target of its own, whatever its series. */
final class RuleSeries implements RuleSink {
  /** Under which names the archive keeps them; no client of a fleet file has a slash in front. */
  private static final String TARGET = "muster/rules/";

  private static final int REMEMBERED = 10_000;

  private final SampleWriter samples;
  private final Map<String, SeriesSet> known = new ConcurrentHashMap<>();

  RuleSeries(SampleWriter samples) {
    this.samples = samples;
  }

  @Override
  public void append(String group, long timeMillis, Map<Labels, Double> given) {
    var series = List.copyOf(given.keySet());
    var set = known.get(group);
    if (set == null || !set.series().equals(series)) {
      set = new SeriesSet(series);
      if (known.size() > REMEMBERED) {
        known.clear();
      }
      known.put(group, set);
    }
    double[] row = given.values().stream().mapToDouble(Double::doubleValue).toArray();
    samples.append(new SampleBatch(TARGET + group, timeMillis, set, row, null)).join();
  }
}
