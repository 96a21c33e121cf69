package dev.muster.app;

import dev.muster.alertbridge.MailSender;
import dev.muster.alertbridge.TestMail;
import dev.muster.fleet.FleetFile;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muster mail}: what has to do with mails. */
@Command(
    name = "mail",
    description = "Sends a test mail, or a digest of the fleet.",
    mixinStandardHelpOptions = true,
    subcommands = {MailCommand.Test.class, MailDigestCommand.class})
final class MailCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: muster mail test or muster mail digest");
  }

  /** {@code muster mail test}. */
  @Command(
      name = "test",
      description = "Sends one mail through the fleet file's <smtp> and says what became of it.",
      mixinStandardHelpOptions = true)
  static final class Test implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        defaultValue = "data/fleet.xml",
        description = "The fleet file. Default: ${DEFAULT-VALUE}")
    private Path config;

    @Option(
        names = "--to",
        paramLabel = "ADDRESS",
        required = true,
        description = "Who gets the mail.")
    private String to;

    @Override
    public Integer call() {
      var smtp = FleetFile.read(config, System.getenv()).smtp();
      if (smtp == null) {
        throw new AppException(config + " has no <smtp>, so mails are kept as files; add one");
      }
      try (var sender = MailSender.factory(config.resolveSibling("mails")).to(smtp)) {
        String through = smtp.host() + ":" + smtp.port();
        return switch (sender.send(TestMail.render(smtp.from(), to, InstantSource.system()))) {
          case MailSender.Outcome.Accepted() -> say(0, through + " took the mail for " + to);
          case MailSender.Outcome.Later(String reason) -> say(1, notTaken(reason));
          case MailSender.Outcome.Unavailable(String reason) -> say(1, notTaken(reason));
          case MailSender.Outcome.Refused(String reason) -> say(1, notTaken(reason));
        };
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), e.getMessage(), e);
      }
    }

    private static String notTaken(String reason) {
      return "muster: the mail was not taken: " + reason;
    }

    private int say(int exitCode, String text) {
      var to = exitCode == 0 ? spec.commandLine().getOut() : spec.commandLine().getErr();
      to.println(text);
      to.flush();
      return exitCode;
    }
  }
}
