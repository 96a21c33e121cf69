package dev.muster.app;

import dev.muster.fleet.FleetFile;
import dev.muster.fleet.FleetTable;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster check FILE}: the resolved clients and limits, or every mistake in the file. */
@Command(
    name = "check",
    description = "Checks a fleet file; prints its clients and limits, or every mistake in it.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "A mistake is one line FILE:LINE:COLUMN: what; what would be right.",
      "Exit codes: 0 the file is right, 2 it is not."
    })
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The fleet file, such as fleet.xml.")
  private Path file;

  @Override
  public Integer call() {
    var fleet = FleetFile.read(file, System.getenv());
    var out = spec.commandLine().getOut();
    out.print(FleetTable.of(fleet));
    out.flush();
    return 0;
  }
}
