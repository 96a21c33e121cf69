package dev.muster.app;

import dev.muster.archive.account.AccountRefusedException;
import dev.muster.archive.account.AccountStore;
import dev.muster.console.account.TokenRoutes;
import dev.muster.web.BearerTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster token}: tokens with which other programs come in. */
@Command(
    name = "token",
    description = "Adds, lists and removes tokens with which programs such as Grafana come in.",
    mixinStandardHelpOptions = true,
    subcommands = {TokenCommand.Add.class, TokenCommand.Show.class, TokenCommand.Remove.class})
final class TokenCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: muster token add, list or remove");
  }

  /** The data folder, which must be there. */
  static final class Folder {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        defaultValue = "data",
        description = "The data folder of the server. Default: ${DEFAULT-VALUE}")
    private Path data;

    Path path() {
      return data;
    }

    /** The users and tokens, which a running server may have open too. */
    AccountStore open() {
      if (!Files.isDirectory(data)) {
        throw new AppException("there is no data folder " + data + "; give the one of muster up");
      }
      return Users.open(DataFolder.openOrMake(data), InstantSource.system());
    }
  }

  /** {@code muster token add}. */
  @Command(
      name = "add",
      description = "Makes a token and shows it this once.",
      mixinStandardHelpOptions = true,
      footer = {"", "A running server takes it at once."})
  static final class Add implements Callable<Integer> {
    private static final Pattern DAYS = Pattern.compile("([1-9][0-9]{0,4})d");

    @Spec private CommandSpec spec;
    @Mixin private Folder folder;

    @Parameters(paramLabel = "NAME", description = "What it is for, such as grafana.")
    private String name;

    @Option(
        names = "--expires",
        paramLabel = "DAYS",
        description = "After how many days it is worthless, such as 365d. Default: never")
    private @Nullable String expires;

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        defaultValue = "viewer",
        description =
            "viewer (queries and lists), operator (silences too), admin (everything), or alerts"
                + " (posts alerts, nothing else), or samples (brings samples, nothing else)."
                + " Default: ${DEFAULT-VALUE}")
    private String role;

    @Option(
        names = "--group",
        paramLabel = "NAME",
        description = "A group of clients that is seen; may be given again. Default: all")
    private List<String> groups = List.of();

    @Override
    public Integer call() {
      var now = InstantSource.system().instant();
      var end = end(now);
      var token = BearerTokens.generate();
      var wish = new TokenRoutes.Wish(name, role, groups, end == null ? null : end.toEpochMilli());
      try (var store = folder.open()) {
        store.tokens().add(List.of(TokenRoutes.stored(wish, token, now.toEpochMilli())));
      } catch (AccountRefusedException | IllegalArgumentException e) {
        throw new AppException(String.valueOf(e.getMessage()), e);
      }
      var out = spec.commandLine().getOut();
      out.println(token);
      out.flush();
      return 0;
    }

    private @Nullable Instant end(Instant now) {
      if (expires == null) {
        return null;
      }
      var days = DAYS.matcher(expires);
      if (!days.matches()) {
        throw new ParameterException(
            spec.commandLine(),
            "--expires: '" + expires + "' are no days; give some, such as 365d");
      }
      return now.plus(Duration.ofDays(Long.parseLong(days.group(1))));
    }
  }

  /** {@code muster token list}. */
  @Command(
      name = "list",
      description = "Lists the tokens: name, what it may, made, expires.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Folder folder;

    @Override
    public Integer call() {
      var out = spec.commandLine().getOut();
      try (var store = folder.open()) {
        for (var token : store.tokens().all()) {
          out.printf(
              "%s  %s%s  made %s  expires %s%n",
              token.name(),
              token.role(),
              token.groups().isEmpty() ? "" : " of " + String.join(", ", token.groups()),
              Instant.ofEpochMilli(token.made()),
              token.expires() == null ? "never" : Instant.ofEpochMilli(token.expires()));
        }
      }
      out.flush();
      return 0;
    }
  }

  /** {@code muster token remove}. */
  @Command(
      name = "remove",
      description = "Makes a token worthless.",
      mixinStandardHelpOptions = true,
      footer = {"", "A running server refuses it at once."})
  static final class Remove implements Callable<Integer> {
    @Mixin private Folder folder;

    @Parameters(paramLabel = "NAME", description = "Which one.")
    private String name;

    @Override
    public Integer call() {
      try (var store = folder.open()) {
        if (!store.tokens().remove(name)) {
          throw new AppException("there is no token '" + name + "'; muster token list shows them");
        }
      }
      return 0;
    }
  }
}
