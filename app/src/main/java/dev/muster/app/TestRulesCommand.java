package dev.muster.app;

import dev.muster.metrics.InstantQuery;
import dev.muster.metrics.SeriesReader;
import dev.muster.promql.Engine;
import dev.muster.promql.EngineSettings;
import dev.muster.promql.Feature;
import dev.muster.rules.RuleFileException;
import dev.muster.rules.unittest.RuleTests;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster test rules FILE…}: runs tests of rules as promtool does. */
@Command(
    name = "rules",
    description = "Runs tests of Prometheus rules: the files that promtool test rules takes.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 all is as expected, 1 something is not, 2 a file has mistakes."})
final class TestRulesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files of tests.")
  private List<Path> files;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var tests =
        new RuleTests(new PromqlExpressions(Set.of(Feature.values())), TestRulesCommand::engine);
    int exit = 0;
    for (var file : files) {
      exit = Math.max(exit, run(tests, file));
    }
    out.flush();
    return exit;
  }

  private int run(RuleTests tests, Path file) {
    var out = spec.commandLine().getOut();
    try {
      var result = tests.run(file);
      boolean good = result.failures().isEmpty();
      out.println(file + ": " + result.cases() + (good ? " passed" : " run, FAILED:"));
      result.failures().forEach(out::println);
      return good ? 0 : Complaints.FAILED;
    } catch (RuleFileException e) {
      e.findings().forEach(spec.commandLine().getErr()::println);
      return Complaints.WRONG_USAGE;
    }
  }

  private static InstantQuery engine(SeriesReader reader, Duration step) {
    var usual = EngineSettings.DEFAULT;
    var settings =
        new EngineSettings(
            usual.maxSamples(), usual.timeout(), usual.lookback(), step, Set.of(Feature.values()));
    return new Engine(reader, settings, InstantSource.system());
  }
}
