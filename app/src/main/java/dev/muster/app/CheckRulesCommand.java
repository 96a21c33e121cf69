package dev.muster.app;

import dev.muster.promql.Feature;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster check rules FILE…}: what rule files hold, or every mistake in them. */
@Command(
    name = "rules",
    description = "Checks Prometheus rule files; prints how much is in each, or every mistake.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "A mistake is one line FILE:LINE:COLUMN: what; what would be right.",
      "Exit codes: 0 the files are right, 2 they are not."
    })
final class CheckRulesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Rule files, such as rules.yml.")
  private List<Path> files;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    RuleReading.read(files, Set.of(Feature.values()));
    for (var file : files) {
      var groups = RuleReading.read(List.of(file), Set.of(Feature.values()));
      out.println(file + ": " + RuleReading.count(groups));
    }
    out.flush();
    return 0;
  }
}
