package dev.muster.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muster mail}: what has to do with mails. */
@Command(
    name = "mail",
    description = "Tests mails and other notifications, and makes digests of the fleet.",
    mixinStandardHelpOptions = true,
    subcommands = {MailTestCommand.class, MailDigestCommand.class})
final class MailCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: muster mail test or muster mail digest");
  }
}
