package dev.muster.app;

import dev.muster.alertbridge.MailTemplates;
import dev.muster.fleet.FleetFile;
import dev.muster.fleet.FleetTable;
import dev.muster.promql.Feature;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code muster check FILE}: the resolved clients and limits, or every mistake in the file, its
 * rule files and templates.
 */
@Command(
    name = "check",
    description =
        "Checks a fleet file, the rule files and the templates it names; prints its clients and"
            + " limits, or every mistake.",
    mixinStandardHelpOptions = true,
    subcommands = CheckRulesCommand.class,
    footer = {
      "",
      "A mistake is one line FILE:LINE:COLUMN: what; what would be right.",
      "Exit codes: 0 the file is right, 2 it is not."
    })
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "The fleet file, such as fleet.xml.")
  private @Nullable Path file;

  @Override
  public Integer call() {
    if (file == null) {
      throw new ParameterException(spec.commandLine(), "Missing required parameter: 'FILE'");
    }
    var fleet = FleetFile.read(file, System.getenv());
    var rules = RuleReading.read(RuleReading.files(fleet), Set.of(Feature.values()));
    var templates = fleet.alerting().templates();
    var mistakes = templates == null ? List.<String>of() : MailTemplates.mistakes(templates);
    if (!mistakes.isEmpty()) {
      mistakes.forEach(spec.commandLine().getErr()::println);
      spec.commandLine().getErr().flush();
      return 2;
    }
    var out = spec.commandLine().getOut();
    out.print(FleetTable.of(fleet));
    if (!fleet.rules().isEmpty()) {
      out.println("\nrules    " + RuleReading.count(rules));
    }
    out.flush();
    return 0;
  }
}
