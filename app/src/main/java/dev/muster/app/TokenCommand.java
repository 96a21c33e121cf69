package dev.muster.app;

import dev.muster.console.account.TokenRoutes;
import dev.muster.web.BearerTokens;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
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

  /** {@code muster token add}. */
  @Command(
      name = "add",
      description = "Makes a token and shows it this once.",
      mixinStandardHelpOptions = true,
      footer = {"", "A running server takes it at once."})
  static final class Add implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private AccountFolder folder;

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
      var end = expires == null ? null : now.plus(ExpiryDays.of(spec, expires)).toEpochMilli();
      var token = BearerTokens.generate();
      var wish = new TokenRoutes.Wish(name, role, groups, end);
      folder.on(store -> {
        store.tokens().add(List.of(TokenRoutes.stored(wish, token, now.toEpochMilli())));
        return token;
      });
      var out = spec.commandLine().getOut();
      out.println(token);
      out.flush();
      return 0;
    }
  }

  /** {@code muster token list}. */
  @Command(
      name = "list",
      description = "Lists the tokens: name, what it may, made, expires.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private AccountFolder folder;

    @Override
    public Integer call() {
      var out = spec.commandLine().getOut();
      for (var token : folder.on(store -> store.tokens().all())) {
        out.printf(
            "%s  %s%s  made %s  expires %s%n",
            token.name(),
            token.role(),
            token.groups().isEmpty() ? "" : " of " + String.join(", ", token.groups()),
            Instant.ofEpochMilli(token.made()),
            token.expires() == null ? "never" : Instant.ofEpochMilli(token.expires()));
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
    @Mixin private AccountFolder folder;

    @Parameters(paramLabel = "NAME", description = "Which one.")
    private String name;

    @Override
    public Integer call() {
      if (!folder.on(store -> store.tokens().remove(name))) {
        throw new AppException("there is no token '" + name + "'; muster token list shows them");
      }
      return 0;
    }
  }
}
