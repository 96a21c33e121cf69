package dev.muster.app;

import dev.muster.alertbridge.MailSender;
import dev.muster.alertbridge.MailServerCheck;
import dev.muster.alertbridge.TestMail;
import dev.muster.alertbridge.TestNotification;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetFile;
import dev.muster.fleet.Receiver;
import dev.muster.fleet.Smtp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muster mail test}: goes the way of a mail, or of a notification, step by step. */
@Command(
    name = "test",
    description =
        "Goes the way of a mail through the fleet file's <smtp>, or of a notification to one of its"
            + " receivers, and says which step fails.",
    mixinStandardHelpOptions = true)
final class MailTestCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String LOGIN_REFUSED = "log-in refused";

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
      description = "Who gets the mail. Default: those whom <defaults> names")
  private @Nullable String to;

  @Option(
      names = "--receiver",
      paramLabel = "NAME",
      description = "Notifies this receiver of the fleet file instead")
  private @Nullable String receiver;

  @Option(
      names = "--alert",
      description = "A fire drill: it looks like a real alert, with [TEST] at the end")
  private boolean drill;

  @Override
  public Integer call() {
    var fleet = FleetFile.read(config, System.getenv());
    try {
      return receiver == null ? mail(fleet) : notification(fleet, receiver);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  private ParameterException wrong(@Nullable String sentence) {
    return new ParameterException(spec.commandLine(), String.valueOf(sentence));
  }

  private int notification(Fleet fleet, String name) {
    if (to != null) {
      throw wrong("--to goes with mails, --receiver without it; give one of them");
    }
    var known = fleet.alerting().receivers();
    Receiver found =
        known.stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(
                () -> wrong("the fleet file has no receiver \"" + name + "\"; " + named(known)));
    var outcome = TestNotification.send(found, fleet, drill, InstantSource.system());
    return said(outcome, "receiver " + name + " took it");
  }

  private static String named(List<Receiver> receivers) {
    return receivers.isEmpty()
        ? "it has none, add one to <alerting>"
        : "name one of " + String.join(", ", receivers.stream().map(Receiver::name).toList());
  }

  private int mail(Fleet fleet) {
    var smtp = fleet.smtp();
    if (smtp == null) {
      throw new AppException(config + " has no <smtp>, so mails are kept as files; add one");
    }
    var recipients = to == null ? fleet.mail() : List.of(to);
    if (recipients.isEmpty()) {
      throw wrong("nobody to mail, as <defaults> names no address; give one with --to");
    }
    for (var step : MailServerCheck.of(smtp, TIMEOUT, InstantSource.system())) {
      if (!step.passed()) {
        return say(1, "muster: " + step.name() + " failed: " + step.words());
      }
      step(step.name(), step.words());
    }
    int worst = 0;
    try (var sender = MailSender.factory(config.resolveSibling("mails")).to(smtp)) {
      for (String recipient : recipients) {
        worst = Math.max(worst, send(sender, smtp, fleet, recipient));
      }
    }
    return worst;
  }

  private int send(MailSender sender, Smtp smtp, Fleet fleet, String recipient) {
    var clock = InstantSource.system();
    var mail =
        drill
            ? TestMail.drill(smtp.from(), recipient, fleet, clock)
            : TestMail.render(smtp.from(), recipient, clock);
    var outcome = sender.send(mail);
    if (!smtp.username().isEmpty() && !outcome.toString().contains(LOGIN_REFUSED)) {
      step("log-in", "as " + smtp.username());
    }
    String through = smtp.host() + ":" + smtp.port();
    return said(outcome, through + " took the mail for " + recipient);
  }

  private int said(MailSender.Outcome outcome, String taken) {
    return switch (outcome) {
      case MailSender.Outcome.Accepted() -> say(0, taken);
      case MailSender.Outcome.Later(String reason) -> say(1, notTaken(reason));
      case MailSender.Outcome.Unavailable(String reason, var _) -> say(1, notTaken(reason));
      case MailSender.Outcome.Refused(String reason) -> say(1, notTaken(reason));
    };
  }

  private static String notTaken(String reason) {
    return reason.startsWith(LOGIN_REFUSED)
        ? "muster: log-in failed: " + reason
        : "muster: it was not taken: " + reason;
  }

  private void step(String name, String words) {
    say(0, "%-9s %s".formatted(name, words));
  }

  private int say(int exitCode, String text) {
    var out = exitCode == 0 ? spec.commandLine().getOut() : spec.commandLine().getErr();
    out.println(text);
    out.flush();
    return exitCode;
  }
}
