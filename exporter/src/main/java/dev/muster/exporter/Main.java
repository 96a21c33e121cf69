package dev.muster.exporter;

import dev.muster.exporter.enroll.EnrollCommand;
import dev.muster.exporter.eventlog.EventRulesException;
import dev.muster.web.WebConfigException;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import picocli.CommandLine;

/** The exporter as a program of its own. */
public final class Main {
  private Main() {}

  /** Runs until the process is told to end; exit code 1 says why in one sentence. */
  public static void main(String[] arguments) {
    ExporterLog.choose();
    if (arguments.length > 0 && arguments[0].equals("enroll")) {
      var rest = Arrays.copyOfRange(arguments, 1, arguments.length);
      System.exit(
          new CommandLine(new EnrollCommand(BuildInfo.version()))
              .setCommandName("muster-exporter enroll")
              .execute(rest));
    }
    System.exit(served(arguments) ? 0 : commandLine().execute(arguments));
  }

  /** False where picocli has to look at the flags, or to tell what is wrong. */
  private static boolean served(String... arguments) {
    var command = new ExporterCommand();
    try {
      if (command.takes(arguments)) {
        command.serve();
        return true;
      }
    } catch (ExporterException
        | WebConfigException
        | EventRulesException
        | InvalidPathException e) {
      // The same again, by picocli: it prints what is wrong as it prints all else.
    }
    return false;
  }

  static CommandLine commandLine() {
    return new CommandLine(new ExporterCommand())
        .setParameterExceptionHandler((wrong, given) -> {
          wrong.getCommandLine().getErr().println(wrong.getMessage() + "; see --help.");
          return 1;
        });
  }
}
