package dev.muster.rules.unittest;

import dev.muster.metrics.InstantSample;
import dev.muster.metrics.Labels;
import dev.muster.metrics.QueryException;
import dev.muster.metrics.SampleValue;
import dev.muster.rules.AlertState;
import dev.muster.rules.RuleContext;
import dev.muster.rules.RuleGroup;
import dev.muster.rules.RuleStatus;
import dev.muster.rules.TestGroups;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Runs one case: moves its time on, evaluates the rules, and compares. */
final class CaseRun {
  private final TestFile file;
  private final TestFile.Case test;
  private final RuleTests.Engine engine;
  private final SampleStore store = new SampleStore();
  private final TestGroups groups;
  private final List<String> failures = new ArrayList<>();
  private long now;

  CaseRun(TestFile file, TestFile.Case test, List<RuleGroup> rules, RuleTests.Engine engine) {
    this.file = file;
    this.test = test;
    this.engine = engine;
    var step = Duration.ofMillis(file.interval());
    this.groups =
        new TestGroups(
            rules,
            new RuleContext(
                reader -> engine.over(reader, step),
                store,
                (group, time, samples) ->
                    samples.forEach((labels, value) -> store.add(labels, time, value)),
                alerts -> {},
                () -> Instant.ofEpochMilli(now),
                Duration.ofMillis(test.interval()),
                test::externalLabels,
                test.externalUrl()));
  }

  /** What was not as expected. */
  List<String> run() {
    load();
    long end = test.end();
    for (long time = 0; time <= end; time += file.interval()) {
      now = test.start() + time;
      store.moveTo(now);
      var errors = groups.evaluate(now);
      if (!errors.isEmpty()) {
        errors.forEach(error -> fail("at " + Duration.ofMillis(now) + ": " + error));
        return failures;
      }
      for (var alerts : test.alerts()) {
        if (time <= alerts.time() && alerts.time() < time + file.interval()) {
          check(alerts);
        }
      }
    }
    test.expressions().forEach(this::check);
    return failures;
  }

  private void load() {
    for (var input : test.input()) {
      long time = test.start();
      for (var value : input.values()) {
        if (value != null) {
          store.add(input.series(), time, value);
        }
        time += test.interval();
      }
    }
  }

  private void fail(String what) {
    failures.add((test.name().isEmpty() ? "" : "test \"" + test.name() + "\": ") + what);
  }

  private void check(TestFile.AlertTest expected) {
    var got =
        groups.alerts(expected.name()).stream()
            .filter(alert -> alert.state() == AlertState.FIRING)
            .map(CaseRun::seen)
            .sorted()
            .toList();
    var wanted = expected.expected().stream().sorted().toList();
    if (!wanted.equals(got)) {
      fail(
          "alert %s at %s:\n  expected %s\n  got      %s"
              .formatted(expected.name(), time(expected.time()), alerts(wanted), alerts(got)));
    }
  }

  private static TestFile.ExpectedAlert seen(RuleStatus.Alert alert) {
    return new TestFile.ExpectedAlert(alert.labels(), TestFileReader.of(alert.annotations()));
  }

  private static String alerts(List<TestFile.ExpectedAlert> alerts) {
    return alerts.isEmpty()
        ? "none"
        : String.join(
            "\n           ",
            alerts.stream().map(alert -> alert.labels() + " " + alert.annotations()).toList());
  }

  private void check(TestFile.ExpressionTest expected) {
    List<InstantSample> got;
    try {
      got =
          engine
              .over(store, Duration.ofMillis(file.interval()))
              .query(expected.expression(), test.start() + expected.time());
    } catch (QueryException e) {
      fail(expected.expression() + " at " + time(expected.time()) + ": " + e.getMessage());
      return;
    }
    var found =
        got.stream()
            .map(sample -> new TestFile.ExpectedSample(sample.labels(), sample.value()))
            .sorted(Comparator.comparing(TestFile.ExpectedSample::labels))
            .toList();
    var wanted =
        expected.expected().stream()
            .sorted(Comparator.comparing(TestFile.ExpectedSample::labels))
            .toList();
    if (!areSame(wanted, found)) {
      fail(
          "%s at %s:\n  expected %s\n  got      %s"
              .formatted(
                  expected.expression(), time(expected.time()), samples(wanted), samples(found)));
    }
  }

  private boolean areSame(
      List<TestFile.ExpectedSample> wanted, List<TestFile.ExpectedSample> found) {
    if (wanted.size() != found.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      Labels labels = wanted.get(i).labels();
      if (!labels.equals(found.get(i).labels())
          || !isSame(wanted.get(i).value(), found.get(i).value())) {
        return false;
      }
    }
    return true;
  }

  private boolean isSame(double wanted, double found) {
    return wanted == found
        || (file.fuzzy() && (Math.nextUp(wanted) == found || Math.nextDown(wanted) == found));
  }

  private static String samples(List<TestFile.ExpectedSample> samples) {
    return samples.isEmpty()
        ? "none"
        : String.join(
            ", ",
            samples.stream()
                .map(sample -> sample.labels() + " " + SampleValue.format(sample.value()))
                .toList());
  }

  private static String time(long millis) {
    return SampleValue.format(millis / 1000.0) + "s";
  }
}
