package dev.muster.promql;

import dev.muster.metrics.Windows.Use;
import java.util.Map;

/** Which functions of windows can be told by rollups, and by what of them. */
final class RollupUses {
  private static final Map<String, Use> USES =
      Map.ofEntries(
          Map.entry("absent_over_time", Use.LAST),
          Map.entry("avg_over_time", Use.AVERAGE),
          Map.entry("count_over_time", Use.COUNT),
          Map.entry("delta", Use.LAST),
          Map.entry("deriv", Use.LAST),
          Map.entry("increase", Use.INCREASE),
          Map.entry("last_over_time", Use.LAST),
          Map.entry("max_over_time", Use.MAX),
          Map.entry("min_over_time", Use.MIN),
          Map.entry("predict_linear", Use.LAST),
          Map.entry("present_over_time", Use.LAST),
          Map.entry("rate", Use.INCREASE),
          Map.entry("sum_over_time", Use.SUM));

  private RollupUses() {}

  static Use of(Function function) {
    return USES.getOrDefault(function.name(), Use.SAMPLES);
  }
}
