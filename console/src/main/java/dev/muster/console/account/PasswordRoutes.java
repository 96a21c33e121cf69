package dev.muster.console.account;

import dev.muster.archive.account.Account;
import dev.muster.server.JsonAnswer;
import dev.muster.server.Principal;
import dev.muster.server.Refused;
import dev.muster.server.WebServer;
import dev.muster.web.BearerTokens;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/**
 * Choosing a password: with the one before, or with what an invitation or a mail about a reset
 * holds.
 */
public final class PasswordRoutes {
  private static final String PATH = "/api/muster/v1/";

  private final Accounts accounts;
  private final Invitations invitations;

  public PasswordRoutes(Accounts accounts, Invitations invitations) {
    this.accounts = accounts;
    this.invitations = invitations;
  }

  public void addTo(RoutesConfig routes) {
    routes.put(PATH + "users/{name}/password", AccountJson.handler(this::change));
    routes.post(PATH + "password/reset-request", AccountJson.handler(this::request));
    routes.post(
        PATH + "password/reset",
        AccountJson.handler(context -> redeem(context, AccountMails.Kind.RESET)));
    routes.post(
        PATH + "invite/accept",
        AccountJson.handler(context -> redeem(context, AccountMails.Kind.INVITE)));
  }

  /** One's own with the one before; an administrator anybody's. All sessions of the user end. */
  private void change(Context context) {
    var principal = WebServer.principal(context).orElseThrow();
    var name = context.pathParam("name");
    var body = AccountJson.body(context);
    boolean own = principal.name().equals(name);
    if (!own && !UserRoutes.isAdmin(principal)) {
      throw Refused.of(403, "only an administrator gives others a password");
    }
    if (own) {
      prove(context, name, body.text("current"));
    }
    var hash = PasswordPolicy.hash(name, body.text("password"));
    if (!accounts.store().setPassword(name, hash)) {
      throw Refused.of(404, "there is no user '" + name + "'");
    }
    WebServer.audit(context, "password of " + name);
    context.status(204);
    if (own && !WebServer.csrf(context).isEmpty()) {
      session(context, principal, name);
    }
  }

  /** Whoever finds a page open cannot take the account with it. */
  private void prove(Context context, String name, String current) {
    switch (accounts.check(new Accounts.Credentials(name, current), context.ip())) {
      case Accounts.Checked.Right _ -> {}
      case Accounts.Checked.Wrong _ -> throw Refused.of(403, "the current password is wrong");
      case Accounts.Checked.Wait(var time) ->
          throw AccountJson.later((int) Math.max(1, time.plusMillis(999).toSeconds()));
    }
  }

  private void session(Context context, Principal principal, String name) {
    var cookie = SessionRoutes.begin(accounts, context, name);
    context.status(200);
    JsonAnswer.success(
        context, JsonAnswer.ordered("csrf", Sessions.csrf(cookie), "user", principal.name()));
  }

  /** Says nothing about whether there is such a user: the work is done later, elsewhere. */
  private void request(Context context) {
    invitations.requestReset(AccountJson.body(context).text("name"), context.ip());
    context.status(204);
  }

  private void redeem(Context context, AccountMails.Kind kind) {
    var body = AccountJson.body(context);
    var sha256 = BearerTokens.hash(body.text("token"));
    long now = accounts.clock().millis();
    var store = accounts.store();
    if (!store.isInvited(kind.word(), sha256, now)) {
      throw noGood();
    }
    var hash = PasswordPolicy.hash("", body.text("password"));
    var user = store.redeem(kind.word(), sha256, hash, now).orElseThrow(PasswordRoutes::noGood);
    WebServer.audit(context, user, "chose a password");
    var name = store.account(user).map(Account::name).orElse(user);
    JsonAnswer.success(context, JsonAnswer.ordered("name", name));
  }

  private static Refused noGood() {
    return Refused.of(404, "this link is good no more; ask for a new one");
  }
}
