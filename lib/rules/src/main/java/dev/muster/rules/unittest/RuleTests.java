package dev.muster.rules.unittest;

import dev.muster.fleet.FilePattern;
import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.SeriesReader;
import dev.muster.rules.Expressions;
import dev.muster.rules.RuleFiles;
import dev.muster.rules.RuleGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Runs tests of rules in the form that {@code promtool test rules} knows.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/">the
 *     form</a>
 */
public final class RuleTests {
  /** Makes what answers queries over a test's samples. */
  @FunctionalInterface
  public interface Engine {
    /**
     * What answers over a reader.
     *
     * @param step of subqueries that give none
     */
    InstantQuery over(SeriesReader reader, Duration step);
  }

  /**
   * What came of a file.
   *
   * @param cases how many tests it has
   * @param failures what was not as expected; none where all of it was
   */
  public record Result(int cases, List<String> failures) {
    public Result {
      failures = List.copyOf(failures);
    }
  }

  private final Expressions expressions;
  private final Engine engine;

  public RuleTests(Expressions expressions, Engine engine) {
    this.expressions = expressions;
    this.engine = engine;
  }

  /**
   * Runs a file's tests.
   *
   * @throws dev.muster.rules.RuleFileException if it, or a rule file it names, has mistakes
   */
  public Result run(Path path) {
    var file = TestFileReader.read(path, expressions);
    var folder = Objects.requireNonNull(path.toAbsolutePath().getParent());
    var files = new ArrayList<Path>();
    file.ruleFiles().forEach(pattern -> files.addAll(FilePattern.expand(folder, pattern)));
    var groups = ordered(RuleFiles.read(files, expressions), file.order());
    var failures = new ArrayList<String>();
    for (var test : file.cases()) {
      failures.addAll(new CaseRun(file, test, groups, engine).run());
    }
    return new Result(file.cases().size(), failures);
  }

  /** Groups that are named come in that order; those that are not, with the first of them. */
  private static List<RuleGroup> ordered(List<RuleGroup> groups, List<String> order) {
    return groups.stream()
        .sorted(Comparator.comparingInt(group -> Math.max(0, order.indexOf(group.name()))))
        .toList();
  }
}
