package dev.muster.console.account;

import dev.muster.archive.account.Account;
import dev.muster.console.account.AccountJson.Fields;
import dev.muster.server.JsonAnswer;
import dev.muster.server.Principal;
import dev.muster.server.Refused;
import dev.muster.server.Role;
import dev.muster.server.WebServer;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/muster/v1/users}: users, for administrators. */
public final class UserRoutes {
  private static final String PATH = "/api/muster/v1/users";

  private final Accounts accounts;
  private final Invitations invitations;

  public UserRoutes(Accounts accounts, Invitations invitations) {
    this.accounts = accounts;
    this.invitations = invitations;
  }

  public void addTo(RoutesConfig routes) {
    routes.get(PATH, AccountJson.handler(this::list));
    routes.post(PATH, AccountJson.handler(this::add));
    routes.patch(PATH + "/{name}", AccountJson.handler(this::change));
    routes.delete(PATH + "/{name}", AccountJson.handler(this::remove));
    routes.post(PATH + "/{name}/invite", AccountJson.handler(this::invite));
  }

  static boolean isAdmin(Principal principal) {
    return principal.role() == Role.ADMIN;
  }

  private void list(Context context) {
    var users = accounts.store().accounts().stream().map(UserRoutes::json).toList();
    JsonAnswer.success(context, JsonAnswer.ordered("users", users));
  }

  private static Map<String, @Nullable Object> json(Account account) {
    return JsonAnswer.ordered(
        "name",
        account.name(),
        "mail",
        account.mail(),
        "role",
        account.role(),
        "groups",
        account.groups(),
        "disabled",
        account.disabled(),
        "hasPassword",
        !account.hash().isEmpty(),
        "made",
        JsonAnswer.seconds(account.made()),
        "lastLogin",
        JsonAnswer.seconds(account.lastLogIn()));
  }

  private void add(Context context) {
    var body = AccountJson.body(context);
    var name = body.text("name");
    var password = body.text("password");
    var account =
        AccountForm.account(
            name,
            new AccountForm.Wish(
                body.text("mail"),
                body.has("role") ? body.text("role") : Role.VIEWER.word(),
                body.texts("groups"),
                body.truth("disabled", false)),
            password.isEmpty() ? "" : PasswordPolicy.hash(name, password),
            accounts.clock().millis());
    accounts.store().add(List.of(account));
    WebServer.audit(context, told(account));
    context.status(201);
    JsonAnswer.success(context, json(account));
  }

  private static String told(Account account) {
    var groups = account.groups().isEmpty() ? "all groups" : String.join(", ", account.groups());
    return "user %s: %s of %s%s"
        .formatted(account.name(), account.role(), groups, account.disabled() ? ", disabled" : "");
  }

  private Account named(Context context) {
    var name = context.pathParam("name");
    return accounts
        .store()
        .account(name)
        .orElseThrow(() -> Refused.of(404, "there is no user '" + name + "'"));
  }

  private void change(Context context) {
    var before = named(context);
    Fields body = AccountJson.body(context);
    var wish =
        new AccountForm.Wish(
            body.has("mail") ? body.text("mail") : before.mail(),
            body.has("role") ? body.text("role") : before.role(),
            body.has("groups") ? body.texts("groups") : before.groups(),
            body.truth("disabled", before.disabled()));
    var after = AccountForm.changed(before, wish);
    accounts.store().change(after);
    WebServer.audit(context, told(after));
    JsonAnswer.success(context, json(after));
  }

  private void remove(Context context) {
    var account = named(context);
    accounts.store().remove(account.name());
    WebServer.audit(context, "user " + account.name() + " removed");
    context.status(204);
  }

  private void invite(Context context) {
    var account = named(context);
    if (account.mail().isEmpty()) {
      throw Refused.of(409, "'" + account.name() + "' has no mail address; give one first");
    }
    if (account.disabled()) {
      throw Refused.of(409, "'" + account.name() + "' is disabled; enable the user first");
    }
    invitations.invite(account);
    WebServer.audit(context, "invitation of " + account.name() + " to " + account.mail());
    context.status(204);
  }
}
