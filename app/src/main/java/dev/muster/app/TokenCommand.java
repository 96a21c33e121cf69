package dev.muster.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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

/** {@code muster token}: tokens with which other programs may read. */
@Command(
    name = "token",
    description = "Adds, lists and removes tokens with which programs such as Grafana may read.",
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

    DataFolder open() {
      if (!Files.isDirectory(data)) {
        throw new AppException("there is no data folder " + data + "; give the one of muster up");
      }
      return DataFolder.openOrMake(data);
    }
  }

  /** {@code muster token add}. */
  @Command(
      name = "add",
      description = "Makes a token that may query and list, and shows it this once.",
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

    @Override
    public Integer call() {
      var now = InstantSource.system().instant();
      String token = Tokens.add(folder.open(), name, now, end(now));
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
      for (var entry : Tokens.read(folder.open().resolve(Tokens.FILE))) {
        var until = entry.expires();
        out.printf(
            "%s  read  made %s  expires %s%n",
            entry.name(), entry.made(), until == null ? "never" : until);
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
      Tokens.remove(folder.open(), name);
      return 0;
    }
  }
}
