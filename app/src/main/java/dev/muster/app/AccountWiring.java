package dev.muster.app;

import dev.muster.alertbridge.AccountMailer;
import dev.muster.alertbridge.MailSender;
import dev.muster.archive.account.AccountStore;
import dev.muster.console.account.AccountMails;
import dev.muster.console.account.Accounts;
import dev.muster.console.account.AuditRoutes;
import dev.muster.console.account.Invitations;
import dev.muster.console.account.PasswordRoutes;
import dev.muster.console.account.SessionRoutes;
import dev.muster.console.account.TokenRoutes;
import dev.muster.console.account.UserRoutes;
import dev.muster.fleet.Fleet;
import dev.muster.server.AccessTable;
import dev.muster.server.WebServer;
import io.javalin.config.RoutesConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.Supplier;

/** Connects users, sessions and tokens to the port and to the way of mails. */
final class AccountWiring implements AutoCloseable {
  private final Accounts accounts;
  private final AccountMailer mailer;
  private final Invitations invitations;
  private final Supplier<String> trouble;

  /**
   * What it works with.
   *
   * @param mails the folder for mails where there is no mail server
   * @param page the page's address, for links in mails
   * @param trouble one sentence about the server itself; "" for none
   */
  record Parts(
      AccountStore store,
      Supplier<Fleet> fleet,
      Path mails,
      URI page,
      Supplier<String> trouble,
      InstantSource clock) {}

  AccountWiring(Parts parts) {
    this.trouble = parts.trouble();
    accounts = new Accounts(parts.store(), parts.clock());
    mailer =
        new AccountMailer(
            MailSender.factory(parts.mails()),
            () -> parts.fleet().get().smtp(),
            parts.clock(),
            ZoneId.systemDefault());
    invitations = new Invitations(accounts, letter -> mailer.queue(link(letter, parts.page())));
  }

  static AccountMailer.Link link(AccountMails.Letter letter, URI page) {
    return new AccountMailer.Link(
        letter.kind().word(), letter.name(), letter.mail(), page + letter.link(), letter.ends());
  }

  /** Holds requests to users, sessions, tokens and one of the tables of {@link Permissions}. */
  WebServer.Settings guard(WebServer.Settings settings, AccessTable table) {
    return settings.with(accounts, table, accounts::note);
  }

  void addTo(RoutesConfig routes) {
    new SessionRoutes(accounts, VersionProvider.VERSION, trouble).addTo(routes);
    new PasswordRoutes(accounts, invitations).addTo(routes);
    new UserRoutes(accounts, invitations).addTo(routes);
    new TokenRoutes(accounts).addTo(routes);
    new AuditRoutes(accounts).addTo(routes);
  }

  @Override
  public void close() {
    invitations.close();
    mailer.close();
  }
}
