package dev.muster.app;

import dev.muster.alertbridge.AccountMailer;
import dev.muster.alertbridge.MailSender;
import dev.muster.archive.account.Account;
import dev.muster.archive.account.AccountStore;
import dev.muster.console.account.AccountForm;
import dev.muster.console.account.Invitations;
import dev.muster.console.account.PasswordPolicy;
import dev.muster.fleet.FleetFile;
import dev.muster.fleet.Smtp;
import dev.muster.web.Passwords;
import java.io.Console;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster user}: who may log in. */
@Command(
    name = "user",
    description = "Adds, lists, invites and removes users, and gives them passwords.",
    mixinStandardHelpOptions = true,
    subcommands = {
      UserCommand.Add.class,
      UserCommand.Passwd.class,
      UserCommand.Show.class,
      UserCommand.Remove.class,
      UserCommand.Invite.class
    })
final class UserCommand implements Runnable {
  private static final InstantSource CLOCK = InstantSource.system();

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: muster user add, passwd, list, invite or remove");
  }

  /** What a user may be given. */
  static final class Given {
    @Option(
        names = "--role",
        paramLabel = "ROLE",
        defaultValue = "viewer",
        description = "viewer, operator or admin. Default: ${DEFAULT-VALUE}")
    private String role;

    @Option(
        names = "--group",
        paramLabel = "NAME",
        description = "A group of clients that is seen; may be given again. Default: all")
    private List<String> groups = List.of();

    @Option(names = "--mail", paramLabel = "ADDRESS", description = "Where mails reach the user.")
    private String mail = "";

    Account account(String name, String hash) {
      var wish = new AccountForm.Wish(mail, role, groups, false);
      return AccountForm.account(name, wish, hash, CLOCK.millis());
    }
  }

  private static AppException unknown(String name) {
    return new AppException("there is no user '" + name + "'; muster user list shows them");
  }

  private static void say(CommandSpec spec, String line) {
    var out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  /** A password as it is given: by the environment, typed twice, or made and shown. */
  private record Password(String text, boolean made) {
    static Password given() {
      var environment = System.getenv("MUSTER_PASSWORD");
      if (environment != null && !environment.isEmpty()) {
        return new Password(environment, false);
      }
      return Optional.ofNullable(System.console())
          .filter(Console::isTerminal)
          .map(Password::typed)
          .orElseGet(Password::generated);
    }

    private static Password generated() {
      return new Password(Passwords.generate(), true);
    }

    private static Password typed(Console console) {
      char[] first = console.readPassword("Password (empty: one is made): ");
      if (first == null || first.length == 0) {
        return generated();
      }
      if (!Arrays.equals(first, console.readPassword("Again: "))) {
        throw new AppException("the two passwords are not the same; try again");
      }
      return new Password(new String(first), false);
    }

    void show(CommandSpec spec) {
      if (made) {
        say(spec, "Password (shown this once): " + text);
      }
    }

    @Override
    public String toString() {
      return "Password";
    }
  }

  /** {@code muster user add}. */
  @Command(
      name = "add",
      description = "Adds a user with a password.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "The password comes from MUSTER_PASSWORD in the environment, or is asked for; without a",
        "terminal one is made and shown."
      })
  static final class Add implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private AccountFolder folder;
    @Mixin private Given given;

    @Parameters(paramLabel = "NAME", description = "The user's name.")
    private String name;

    @Override
    public Integer call() {
      var password = Password.given();
      folder.on(store -> {
        store.add(List.of(given.account(name, PasswordPolicy.hash(name, password.text()))));
        return name;
      });
      password.show(spec);
      return 0;
    }
  }

  /** {@code muster user passwd}. */
  @Command(
      name = "passwd",
      description = "Gives a user another password, which ends its sessions.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "A running server takes it at once. The password comes as for muster user add."
      })
  static final class Passwd implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private AccountFolder folder;

    @Parameters(paramLabel = "NAME", description = "The user's name.")
    private String name;

    @Override
    public Integer call() {
      if (folder.on(store -> store.account(name)).isEmpty()) {
        throw unknown(name);
      }
      var password = Password.given();
      boolean found =
          folder.on(store -> store.setPassword(name, PasswordPolicy.hash(name, password.text())));
      if (!found) {
        throw unknown(name);
      }
      password.show(spec);
      return 0;
    }
  }

  /** {@code muster user list}. */
  @Command(
      name = "list",
      description = "Lists the users: name, role, groups, mail, last log-in.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private AccountFolder folder;

    @Override
    public Integer call() {
      folder.on(AccountStore::accounts).forEach(account -> say(spec, line(account)));
      return 0;
    }

    private static String line(Account account) {
      var last = account.lastLogIn();
      return "%s  %s of %s  %s  last log-in %s%s"
          .formatted(
              account.name(),
              account.role(),
              account.groups().isEmpty() ? "all groups" : String.join(", ", account.groups()),
              account.mail().isEmpty() ? "-" : account.mail(),
              last == null ? "never" : Instant.ofEpochMilli(last),
              account.disabled()
                  ? "  disabled"
                  : account.hash().isEmpty() ? "  no password yet" : "");
    }
  }

  /** {@code muster user remove}. */
  @Command(
      name = "remove",
      description = "Removes a user and ends its sessions.",
      mixinStandardHelpOptions = true,
      footer = {"", "A running server refuses the user at once."})
  static final class Remove implements Callable<Integer> {
    @Mixin private AccountFolder folder;

    @Parameters(paramLabel = "NAME", description = "The user's name.")
    private String name;

    @Override
    public Integer call() {
      if (!folder.on(store -> store.remove(name))) {
        throw unknown(name);
      }
      return 0;
    }
  }

  /** {@code muster user invite}. */
  @Command(
      name = "invite",
      description = "Mails a user a link with which to choose a password; adds who is not there.",
      mixinStandardHelpOptions = true,
      footer = {"", "Without <smtp> in the fleet file the mail is kept as a file, as all are."})
  static final class Invite implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private AccountFolder folder;
    @Mixin private Given given;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "The fleet file with <smtp>. Default: fleet.xml in the data folder")
    private @Nullable Path config;

    @Option(
        names = "--url",
        paramLabel = "URL",
        defaultValue = "https://localhost:10090/",
        description = "The page's address, for the link. Default: ${DEFAULT-VALUE}")
    private URI url;

    @Parameters(paramLabel = "NAME", description = "The user's name.")
    private String name;

    @Override
    public Integer call() {
      var smtp = smtp();
      var link = folder.on(this::link);
      var mails = folder.path().resolve("mails");
      var outcome =
          AccountMailer.send(link, smtp, MailSender.factory(mails), CLOCK, ZoneId.systemDefault());
      if (!(outcome instanceof MailSender.Outcome.Accepted)) {
        throw new AppException("the mail was not taken: " + reason(outcome));
      }
      say(
          spec,
          smtp == null
              ? "The invitation of %s is kept in %s.".formatted(name, mails)
              : "The invitation of %s went to %s.".formatted(name, link.recipient()));
      return 0;
    }

    private @Nullable Smtp smtp() {
      var file = config == null ? folder.path().resolve("fleet.xml") : config;
      return Files.exists(file) ? FleetFile.read(file, System.getenv()).smtp() : null;
    }

    private AccountMailer.Link link(AccountStore store) {
      var known = store.account(name);
      var account = known.orElseGet(() -> given.account(name, ""));
      if (account.mail().isEmpty()) {
        throw new AppException("'" + name + "' has no mail address; give one with --mail");
      }
      if (known.isEmpty()) {
        store.add(List.of(account));
      }
      var page = url.toString().endsWith("/") ? url : URI.create(url + "/");
      return AccountWiring.link(Invitations.invitation(store, account, CLOCK), page);
    }

    private static String reason(MailSender.Outcome outcome) {
      return switch (outcome) {
        case MailSender.Outcome.Accepted() -> "";
        case MailSender.Outcome.Later(String reason) -> reason;
        case MailSender.Outcome.Unavailable(String reason, var _) -> reason;
        case MailSender.Outcome.Refused(String reason) -> reason;
      };
    }
  }
}
