package dev.muster.app;

import dev.muster.alertbridge.DigestNow;
import dev.muster.alertbridge.MailSender;
import dev.muster.app.store.PrometheusClient;
import dev.muster.app.store.PrometheusSamples;
import dev.muster.archive.ArchiveFile;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetFile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muster mail digest}. */
@Command(
    name = "digest",
    description = "Prints a digest of the fleet, or mails it, and says what became of the mail.",
    mixinStandardHelpOptions = true,
    footer = {"", "The password stands in the environment as MUSTER_PASSWORD, or is asked for."})
final class MailDigestCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @Spec private CommandSpec spec;
  @Mixin private ArchiveOption archive;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The fleet file. Default: fleet.xml in the data folder")
  private @Nullable Path config;

  @Option(names = "--day", description = "Of the last 24 hours, as without --week.")
  private boolean day;

  @Option(names = "--week", description = "Of the last seven days.")
  private boolean week;

  @Option(
      names = "--group",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Of this group alone.")
  private String group;

  @Option(
      names = "--to",
      paramLabel = "ADDRESS",
      description = "Mails it there, through the fleet file's <smtp>.")
  private @Nullable String to;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "https://localhost:10090",
      description = "The running server that is asked for values. Default: ${DEFAULT-VALUE}")
  private URI url;

  @Option(
      names = "--username",
      paramLabel = "NAME",
      defaultValue = "admin",
      description = "Who asks. Default: ${DEFAULT-VALUE}")
  private String username;

  @Override
  public Integer call() {
    if (day && week) {
      throw new ParameterException(spec.commandLine(), "--day and --week: keep one of them");
    }
    var file = config == null ? archive.folder().resolve("fleet.xml") : config;
    var fleet = FleetFile.read(file, System.getenv());
    if (!group.isEmpty() && fleet.clients().stream().noneMatch(c -> c.group().equals(group))) {
      throw new ParameterException(
          spec.commandLine(), "--group: no client of " + file + " is in the group " + group);
    }
    var digest = digest(fleet);
    return to == null ? print(digest) : send(digest, fleet, file, to);
  }

  private DigestNow digest(Fleet fleet) {
    var tls = ServerAccess.trust(archive.folder());
    String authorization = ServerAccess.authorization(username);
    try (var server = new PrometheusClient(url, tls, () -> authorization);
        var file = ArchiveFile.open(archive.file())) {
      return DigestNow.of(
          fleet,
          group,
          week,
          new PrometheusSamples(server, TIMEOUT, InstantSource.system()),
          file.digestHistory(),
          InstantSource.system().instant(),
          ZoneId.systemDefault(),
          fleet.alerting().page());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--url: " + e.getMessage(), e);
    }
  }

  private int print(DigestNow digest) {
    var out = spec.commandLine().getOut();
    out.print(digest.text());
    out.flush();
    return 0;
  }

  private int send(DigestNow digest, Fleet fleet, Path file, String address) {
    var smtp = fleet.smtp();
    if (smtp == null) {
      throw new AppException(file + " has no <smtp>; add one, or print it without --to");
    }
    try (var sender = MailSender.factory(file.resolveSibling("mails")).to(smtp)) {
      String through = smtp.host() + ":" + smtp.port();
      return switch (sender.send(digest.mail(smtp.from(), address))) {
        case MailSender.Outcome.Accepted() -> say(0, through + " took the mail for " + address);
        case MailSender.Outcome.Later(String reason) -> say(1, notTaken(reason));
        case MailSender.Outcome.Unavailable(String reason, var _) -> say(1, notTaken(reason));
        case MailSender.Outcome.Refused(String reason) -> say(1, notTaken(reason));
      };
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--to: " + e.getMessage(), e);
    }
  }

  private static String notTaken(String reason) {
    return "muster: the mail was not taken: " + reason;
  }

  private int say(int exitCode, String text) {
    var where = exitCode == 0 ? spec.commandLine().getOut() : spec.commandLine().getErr();
    where.println(text);
    where.flush();
    return exitCode;
  }
}
