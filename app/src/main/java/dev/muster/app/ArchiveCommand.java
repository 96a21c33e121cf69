package dev.muster.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muster archive}: looks after the archive's file. */
@Command(
    name = "archive",
    description = "Shows what the archive holds, verifies it, or gives its free space back.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ArchiveStatsCommand.class,
      ArchiveVerifyCommand.class,
      ArchiveVacuumCommand.class
    })
final class ArchiveCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: muster archive stats, verify or vacuum");
  }
}
