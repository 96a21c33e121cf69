package dev.muster.app;

import dev.muster.exporter.ExporterException;
import dev.muster.fleet.FleetException;
import dev.muster.metrics.ExpositionException;
import dev.muster.metrics.QueryException;
import dev.muster.rules.RuleFileException;
import dev.muster.scraper.ScrapeException;
import dev.muster.server.ListenException;
import dev.muster.sqlite.DatabaseException;
import dev.muster.web.WebConfigException;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** How a command that went wrong ends: one sentence on standard error and an exit code. */
final class Complaints {
  /** The command could not do what it was asked. */
  static final int FAILED = 1;

  /** The command line, or a file it names, is wrong. */
  static final int WRONG_USAGE = 2;

  private Complaints() {}

  static int wrongUsage(ParameterException e, String[] arguments) {
    var command = e.getCommandLine();
    command.getErr().println("muster: " + e.getMessage());
    command.getErr().println("See " + command.getCommandSpec().qualifiedName() + " --help.");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  static int failure(Exception e, CommandLine command, ParseResult parsed) throws Exception {
    return switch (e) {
      case FleetException fleet -> {
        fleet.findings().forEach(finding -> command.getErr().println(finding));
        yield WRONG_USAGE;
      }
      case RuleFileException rules -> {
        rules.findings().forEach(finding -> command.getErr().println(finding));
        yield WRONG_USAGE;
      }
      case AppException known -> complain(command, known);
      case DatabaseException known -> complain(command, known);
      case ListenException known -> complain(command, known);
      case WebConfigException known -> complain(command, known);
      case QueryException known -> complain(command, known);
      case ScrapeException known -> complain(command, known);
      case ExpositionException known -> complain(command, known);
      case ExporterException known -> complain(command, known);
      case IOException io -> complain(command, io);
      default -> throw e;
    };
  }

  private static int complain(CommandLine command, Exception e) {
    command.getErr().println("muster: " + e.getMessage());
    return FAILED;
  }
}
