package dev.muster.exporter;

import picocli.CommandLine;

/** The exporter as a program of its own. */
public final class Main {
  private Main() {}

  /** Runs until the process is told to end; exit code 1 says why in one sentence. */
  public static void main(String[] arguments) {
    ExporterLog.choose();
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new ExporterCommand())
        .setParameterExceptionHandler((wrong, given) -> {
          wrong.getCommandLine().getErr().println(wrong.getMessage() + "; see --help.");
          return 1;
        });
  }
}
