package dev.muster.app;

import dev.muster.archive.account.StoredEnrollmentToken;
import dev.muster.rollout.enroll.InstallLines;
import dev.muster.rollout.enroll.TokenWish;
import dev.muster.web.BearerTokens;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.LocalHosts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster enroll token}: tokens with which machines enrol. */
@Command(
    name = "token",
    description = "Adds, lists and removes tokens with which machines enrol.",
    mixinStandardHelpOptions = true,
    subcommands = {
      EnrollTokenCommand.Add.class,
      EnrollTokenCommand.Show.class,
      EnrollTokenCommand.Remove.class
    })
final class EnrollTokenCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: muster enroll token add, list or remove");
  }

  /** {@code muster enroll token add}. */
  @Command(
      name = "add",
      description = "Makes a token, shows it this once, and the lines to paste on a machine.",
      mixinStandardHelpOptions = true,
      footer = {"", "A running server takes it at once."})
  static final class Add implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private AccountFolder folder;

    @Parameters(paramLabel = "NAME", description = "What it is for, such as lab-2.")
    private String name;

    @Option(
        names = "--uses",
        paramLabel = "N",
        defaultValue = "1",
        description = "For how many machines it is. Default: ${DEFAULT-VALUE}")
    private int uses;

    @Option(names = "--universal", description = "For any number of machines, as for an image.")
    private boolean universal;

    @Option(
        names = "--expires",
        paramLabel = "DAYS",
        defaultValue = "7d",
        description = "After how many days it is worthless, such as 30d. Default: ${DEFAULT-VALUE}")
    private String expires;

    @Option(
        names = "--group",
        paramLabel = "NAME",
        description = "The group its clients belong to. Default: the one they ask for")
    private @Nullable String group;

    @Option(
        names = "--at-once",
        description = "Accept its machines without anybody looking at them.")
    private boolean atOnce;

    @Option(
        names = "--url",
        paramLabel = "URL",
        description = "The server as machines reach it. Default: this host at port 10090")
    private @Nullable String url;

    @Override
    public Integer call() {
      var now = InstantSource.system().instant();
      var token = BearerTokens.generate();
      var end = now.plus(ExpiryDays.of(spec, expires)).toEpochMilli() / 1000.0;
      folder.on(store -> {
        var wish = new TokenWish(name, group, atOnce, universal ? null : uses, end);
        store.enrollmentTokens().add(wish.stored(token, now.toEpochMilli()));
        return token;
      });
      var out = spec.commandLine().getOut();
      out.println(token);
      lines()
          .templates()
          .forEach(line -> {
            out.printf("%n%s:%n", line.name());
            out.println(line.with(server(), token));
          });
      out.flush();
      return 0;
    }

    private InstallLines lines() {
      var ca = folder.path().resolve("ca");
      var authority = CertificateAuthority.openOrMake(ca);
      var server = authority.issueServer("server", LocalHosts.namesAndAddresses());
      return InstallLines.of(server.certificate(), authority.certificate());
    }

    private String server() {
      return url == null
          ? "https://" + LocalHosts.namesAndAddresses().get(1) + ":10090"
          : url.replaceFirst("/+$", "");
    }
  }

  /** {@code muster enroll token list}. */
  @Command(
      name = "list",
      description = "Lists the tokens: name, used by how many, what they are for, when they end.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private AccountFolder folder;

    @Override
    public Integer call() {
      var out = spec.commandLine().getOut();
      folder.on(store -> store.enrollmentTokens().all()).forEach(token -> out.println(line(token)));
      out.flush();
      return 0;
    }

    private static String line(StoredEnrollmentToken token) {
      return "%s  used by %d of %s%s  %s  ends %s"
          .formatted(
              token.name(),
              token.used(),
              token.uses() == null ? "any number" : token.uses().toString(),
              token.group().isEmpty() ? "" : "  for group " + token.group(),
              token.atOnce() ? "accepted at once" : "looked at",
              Instant.ofEpochMilli(token.expires()));
    }
  }

  /** {@code muster enroll token remove}. */
  @Command(
      name = "remove",
      description = "Makes a token worthless; machines that are enrolled stay so.",
      mixinStandardHelpOptions = true,
      footer = {"", "A running server refuses it at once."})
  static final class Remove implements Callable<Integer> {
    @Mixin private AccountFolder folder;

    @Parameters(paramLabel = "NAME", description = "Which one.")
    private String name;

    @Override
    public Integer call() {
      if (!folder.on(store -> store.enrollmentTokens().remove(name))) {
        throw new AppException(
            "there is no token '" + name + "'; muster enroll token list shows them");
      }
      return 0;
    }
  }
}
