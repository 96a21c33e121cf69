package dev.muster.rules.unittest;

import dev.muster.metrics.Labels;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file of tests for rules, as {@code promtool test rules} has it. Durations in milliseconds.
 *
 * @param ruleFiles paths and patterns, from the file's folder
 * @param order of groups by name; others come first
 * @param fuzzy whether values may differ in their last bit
 */
record TestFile(
    List<String> ruleFiles, long interval, List<String> order, boolean fuzzy, List<Case> cases) {

  /**
   * One case: samples, and what rules make of them.
   *
   * @param interval between two samples of a series
   * @param start when its time begins, Unix milliseconds
   */
  record Case(
      String name,
      long interval,
      long start,
      List<Input> input,
      List<AlertTest> alerts,
      List<ExpressionTest> expressions,
      Map<String, String> externalLabels,
      String externalUrl) {
    /** The latest time that is asked for. */
    long end() {
      long end = 0;
      for (var alert : alerts) {
        end = Math.max(end, alert.time());
      }
      for (var expression : expressions) {
        end = Math.max(end, expression.time());
      }
      return end;
    }
  }

  /** A series and its values, one an interval, null where there is none. */
  record Input(Labels series, List<@Nullable Double> values) {}

  /** The alerts of a name that fire at a time. */
  record AlertTest(long time, String name, List<ExpectedAlert> expected) {}

  /** An alert's labels and annotations. */
  record ExpectedAlert(Labels labels, Labels annotations) implements Comparable<ExpectedAlert> {
    @Override
    public int compareTo(ExpectedAlert other) {
      int byLabels = labels.compareTo(other.labels);
      return byLabels == 0 ? annotations.compareTo(other.annotations) : byLabels;
    }
  }

  /** The value of an expression at a time. */
  record ExpressionTest(long time, String expression, List<ExpectedSample> expected) {}

  /** A series and its value. */
  record ExpectedSample(Labels labels, double value) {}
}
