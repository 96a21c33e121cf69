package dev.muster.promql;

import dev.muster.metrics.InstantSample;
import dev.muster.metrics.Labels;
import dev.muster.metrics.QueryException;
import dev.muster.metrics.Series;
import dev.muster.metrics.StaleMarker;
import dev.muster.promql.Command.Eval;
import dev.muster.promql.Command.Expectation.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs a script. Every instant case that holds is run again with all selectors fixed to its time,
 * at other times, and each of these as the middle step of a range query.
 */
final class ScriptRunner {
  private static final EngineSettings SETTINGS =
      new EngineSettings(
          10_000,
          Duration.ofSeconds(100),
          Duration.ofMinutes(5),
          Duration.ofMinutes(1),
          EnumSet.allOf(Feature.class));
  private static final Pattern RANGE_DEPENDENT = Pattern.compile("(start|end|range|step)\\(\\)");
  private static final double TOLERANCE = 1e-6;

  /** How a script ended; failures begin with their line. */
  record Report(int passed, List<String> failures, Map<String, Integer> skipped) {
    int skips() {
      return skipped.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  /** What is not as it should be. */
  private static final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1;

    Mismatch(String message) {
      super(message);
    }
  }

  private final MemoryReader reader = new MemoryReader();
  private final Engine engine = new Engine(reader, SETTINGS, InstantSource.system());
  private final List<String> failures = new ArrayList<>();
  private final Map<String, Integer> skipped = new TreeMap<>();
  private int passed;

  static Report run(String text) {
    var runner = new ScriptRunner();
    for (var command : Script.parse(text)) {
      switch (command) {
        case Command.Clear clear -> runner.reader.clear();
        case Command.Load load -> runner.load(load);
        case Eval eval -> runner.eval(eval);
      }
    }
    return new Report(runner.passed, runner.failures, runner.skipped);
  }

  private void load(Command.Load load) {
    for (var line : load.series()) {
      var values = line.array();
      for (int i = 0; i < values.length; i++) {
        if (line.values().get(i) != null) {
          reader.add(line.labels(), i * load.stepMillis(), values[i]);
        }
      }
      others(load, line);
    }
  }

  /** The samples of a line that are no floats, and those that it makes besides. */
  private void others(Command.Load load, SeriesLine line) {
    for (int place : line.others()) {
      reader.addOther(line.labels(), place * load.stepMillis());
    }
    if (!line.known()) {
      reader.addOthers(line.labels());
    }
    if (load.nativeToo()) {
      String name = line.labels().metricName().replaceFirst("_(bucket|count|sum)$", "");
      var labels = line.labels().toBuilder().set(Labels.NAME, name).remove("le").build();
      for (int i = 0; i < line.values().size(); i++) {
        reader.addOther(labels, i * load.stepMillis());
      }
    }
  }

  private void eval(Eval eval) {
    String reason = Unsupported.reason(eval);
    int failuresBefore = failures.size();
    if (reason == null) {
      run(eval);
      reason = reader.metOthers() ? Unsupported.OTHER_SAMPLES : null;
    }
    if (reason != null) {
      skipped.merge(reason, 1, Integer::sum);
      failures.subList(failuresBefore, failures.size()).clear();
    } else if (failures.size() == failuresBefore) {
      passed++;
    }
  }

  private void run(Eval eval) {
    try {
      if (eval.instant()) {
        instant(eval);
      } else {
        range(eval);
      }
    } catch (RuntimeException e) {
      failures.add("line " + eval.line() + ": " + eval.query() + ": " + e);
    }
  }

  private void range(Eval eval) {
    check(eval, () -> engine.rangeAnswer(eval.query(), eval.start(), eval.end(), eval.step()));
  }

  private void instant(Eval eval) {
    instant(eval, eval.query(), eval.end());
    var rewriter = new AtRewriter(eval.end());
    Expression fixed;
    try {
      fixed = rewriter.rewrite(Expression.parse(eval.query(), SETTINGS.features()));
    } catch (ParseException e) {
      return;
    }
    if (rewriter.usesMoment()) {
      return;
    }
    long end = eval.end();
    long[] times =
        end == 0 ? new long[] {-1000, 0, 1000} : new long[] {-10 * end, 0, end / 5, end, 10 * end};
    for (long time : times) {
      instant(eval, fixed.toString(), time);
    }
  }

  private void instant(Eval eval, String query, long time) {
    var answer = check(eval, () -> engine.instant(query, time));
    if (answer == null
        || eval.rangeVector()
        || eval.expected().string() != null
        || RANGE_DEPENDENT.matcher(query).find()) {
      return;
    }
    var matrix = engine.range(query, time - 60_000, time + 60_000, 60_000);
    if (eval.expected().has(Kind.ORDERED)) {
      return;
    }
    requireSorted(matrix);
    var middle = new ArrayList<InstantSample>();
    for (var series : matrix.series()) {
      for (int i = 0; i < series.size(); i++) {
        if (series.timesMillis()[i] == time) {
          middle.add(new InstantSample(series.labels(), time, series.values()[i]));
        }
      }
    }
    if (answer.value() instanceof Value.Scalar) {
      compare(eval, new Value.Scalar(time, middle.getFirst().value()));
    } else {
      compare(eval, new Value.Vector(middle));
    }
  }

  private interface Query {
    Answer run();
  }

  /** Runs and compares; gives null where the query was to fail and did. */
  private static @Nullable Answer check(Eval eval, Query query) {
    Answer answer;
    try {
      answer = query.run();
    } catch (QueryException e) {
      boolean wanted = eval.expected().has(Kind.FAIL);
      if (wanted
          && eval.expected().expectations().stream()
              .filter(one -> one.kind() == Kind.FAIL)
              .allMatch(one -> one.matches(String.valueOf(e.getMessage())))) {
        return null;
      }
      throw e;
    }
    if (eval.expected().has(Kind.FAIL)) {
      throw new Mismatch("should fail, but gave " + answer.value());
    }
    notes(eval, Kind.WARN, Kind.NO_WARN, answer.warnings());
    notes(eval, Kind.INFO, Kind.NO_INFO, answer.infos());
    compare(eval, answer.value());
    return answer;
  }

  private static void notes(Eval eval, Kind kind, Kind none, List<String> found) {
    if (eval.expected().has(none) && !found.isEmpty()) {
      throw new Mismatch("should have no notes, but has " + found);
    }
    var wanted = eval.expected().expectations().stream().filter(one -> one.kind() == kind).toList();
    if (wanted.isEmpty()) {
      return;
    }
    boolean allFound = wanted.stream().allMatch(one -> found.stream().anyMatch(one::matches));
    boolean allWanted =
        found.stream().allMatch(note -> wanted.stream().anyMatch(one -> one.matches(note)));
    if (!allFound || !allWanted) {
      throw new Mismatch("should have the notes " + wanted + ", but has " + found);
    }
  }

  private static void compare(Eval eval, Value value) {
    switch (value) {
      case Value.Scalar scalar -> {
        var wanted = eval.expected().scalar();
        if (wanted == null || !isClose(scalar.value(), wanted)) {
          throw new Mismatch("should be " + wanted + ", but is the scalar " + scalar.value());
        }
      }
      case Value.StringValue string -> {
        if (!string.value().equals(eval.expected().string())) {
          throw new Mismatch("is the string " + string.value());
        }
      }
      case Value.Vector vector -> compare(eval, vector);
      case Value.Matrix matrix -> compare(eval, matrix);
    }
  }

  private static void compare(Eval eval, Value.Vector vector) {
    var expected = expected(eval);
    var order = List.copyOf(expected.keySet());
    var seen = new HashSet<Labels>();
    for (int i = 0; i < vector.samples().size(); i++) {
      var sample = vector.samples().get(i);
      var line = expected.get(sample.labels());
      if (line == null || !seen.add(sample.labels())) {
        throw new Mismatch("unexpected " + sample.labels() + " " + sample.value());
      }
      if (!isClose(sample.value(), line[0])) {
        throw new Mismatch(
            sample.labels() + " should be " + line[0] + ", but is " + sample.value());
      }
      if (eval.expected().has(Kind.ORDERED) && !order.get(i).equals(sample.labels())) {
        throw new Mismatch(sample.labels() + " should not be in place " + i);
      }
    }
    requireAll(expected, seen);
  }

  private static void requireAll(Map<Labels, double[]> expected, Set<Labels> seen) {
    for (var labels : expected.keySet()) {
      if (!seen.contains(labels)) {
        throw new Mismatch("missing " + labels);
      }
    }
  }

  private static Map<Labels, double[]> expected(Eval eval) {
    var expected = new LinkedHashMap<Labels, double[]>();
    for (var line : eval.expected().series()) {
      expected.put(line.labels(), line.array());
    }
    if (eval.expected().scalar() != null) {
      expected.put(Labels.EMPTY, new double[] {eval.expected().scalar()});
    }
    return expected;
  }

  private static void compare(Eval eval, Value.Matrix matrix) {
    requireSorted(matrix);
    var expected = expected(eval);
    var seen = new HashSet<Labels>();
    for (var series : matrix.series()) {
      var line = expected.get(series.labels());
      if (line == null || !seen.add(series.labels())) {
        throw new Mismatch("unexpected " + text(series));
      }
      compare(eval, series, line);
    }
    requireAll(expected, seen);
  }

  private static void compare(Eval eval, Series series, double[] line) {
    int next = 0;
    for (int i = 0; i < line.length; i++) {
      if (StaleMarker.is(line[i])) {
        continue;
      }
      long time = eval.start() + i * eval.step();
      if (next >= series.size()
          || series.timesMillis()[next] != time
          || !isClose(series.values()[next], line[i])) {
        throw new Mismatch("should be " + line[i] + " at " + time + " ms: " + text(series));
      }
      next++;
    }
    if (next != series.size()) {
      throw new Mismatch("too many samples: " + text(series));
    }
  }

  private static void requireSorted(Value.Matrix matrix) {
    for (int i = 1; i < matrix.series().size(); i++) {
      if (matrix.series().get(i - 1).labels().compareTo(matrix.series().get(i).labels()) >= 0) {
        throw new Mismatch("series are not in the order of their labels");
      }
    }
  }

  private static String text(Series series) {
    var text = new StringBuilder(series.labels().toString());
    for (int i = 0; i < series.size(); i++) {
      text.append(' ').append(series.values()[i]).append('@').append(series.timesMillis()[i]);
    }
    return text.toString();
  }

  static boolean isClose(double first, double second) {
    if (StaleMarker.is(first) || StaleMarker.is(second)) {
      return StaleMarker.is(first) && StaleMarker.is(second);
    }
    if (Double.isNaN(first) || first == second) {
      return Double.isNaN(first) == Double.isNaN(second);
    }
    double size = Math.abs(first) + Math.abs(second);
    double difference = Math.abs(first - second);
    boolean tiny = first == 0 || second == 0 || size < Double.MIN_NORMAL;
    return tiny
        ? difference < TOLERANCE * Double.MIN_NORMAL
        : difference / Math.min(size, Double.MAX_VALUE) < TOLERANCE;
  }
}
