package dev.muster.rules;

import dev.muster.metrics.Labels;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gives the expression's series another name and further labels. */
record RecordingLogic(Rule.Recording rule) implements RuleLogic {
  @Override
  public Map<Labels, Double> evaluate(Pass pass) {
    var series = new LinkedHashMap<Labels, Double>();
    for (var sample : pass.query().query(rule.expression(), pass.queryTime())) {
      var labels = sample.labels().toBuilder().set(Labels.NAME, rule.name());
      rule.labels().forEach(labels::set);
      if (series.put(labels.build(), sample.value()) != null) {
        throw new RuleFailedException(
            "vector contains metrics with the same labelset after applying rule labels");
      }
    }
    if (pass.limit() > 0 && series.size() > pass.limit()) {
      throw new RuleFailedException(
          "exceeded limit of " + pass.limit() + " with " + series.size() + " series");
    }
    return series;
  }
}
