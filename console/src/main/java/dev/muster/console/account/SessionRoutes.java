package dev.muster.console.account;

import dev.muster.server.JsonAnswer;
import dev.muster.server.LogIns;
import dev.muster.server.Principal;
import dev.muster.server.Refused;
import dev.muster.server.WebServer;
import dev.muster.web.BearerTokens;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/muster/v1/session}: logging in, who is logged in, logging out. */
public final class SessionRoutes {
  private static final String PATH = "/api/muster/v1/session";
  private static final String ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Strict";

  private final Accounts accounts;
  private final String version;
  private final Supplier<String> trouble;

  /**
   * The routes.
   *
   * @param version of Muster
   * @param trouble one sentence about the server itself; "" for none
   */
  public SessionRoutes(Accounts accounts, String version, Supplier<String> trouble) {
    this.accounts = accounts;
    this.version = version;
    this.trouble = trouble;
  }

  public void addTo(RoutesConfig routes) {
    routes.get(PATH, AccountJson.handler(this::get));
    routes.post(PATH, AccountJson.handler(this::logIn));
    routes.delete(PATH, AccountJson.handler(this::logOut));
  }

  private void get(Context context) {
    answer(context, WebServer.principal(context).orElseThrow(), WebServer.csrf(context));
  }

  private void answer(Context context, Principal principal, String csrf) {
    JsonAnswer.success(
        context,
        JsonAnswer.ordered(
            "user",
            JsonAnswer.ordered(
                "name", principal.name(),
                "role", principal.role().word(),
                "groups", principal.groups().stream().sorted().toList()),
            "csrf",
            csrf,
            "version",
            version,
            "trouble",
            trouble.get(),
            "now",
            accounts.clock().millis() / 1000.0));
  }

  private void logIn(Context context) {
    var body = AccountJson.body(context);
    var credentials = new Accounts.Credentials(body.text("name"), body.text("password"));
    switch (accounts.check(credentials, context.ip())) {
      case Accounts.Checked.Right(var account) -> {
        cookie(context)
            .ifPresent(
                cookie -> accounts.sessions().isWritten(() -> accounts.sessions().end(cookie)));
        var begun = begin(accounts, context, account.name());
        WebServer.audit(context, account.name(), "logged in");
        answer(context, Accounts.principal(account), Sessions.csrf(begun));
      }
      case Accounts.Checked.Wrong _ -> throw Refused.of(401, "wrong name or password");
      case Accounts.Checked.Wait(var time) ->
          throw AccountJson.later((int) Math.max(1, time.plusMillis(999).toSeconds()));
    }
  }

  /** Begins a session, under a cookie that nobody knew before. */
  static String begin(Accounts accounts, Context context, String name) {
    var agent = Optional.ofNullable(context.userAgent()).orElse("");
    var cookie = accounts.sessions().begin(name, context.ip(), agent);
    var _ =
        accounts
            .sessions()
            .isWritten(() -> accounts.store().loggedIn(name, accounts.clock().millis()));
    context.header(
        "Set-Cookie",
        LogIns.COOKIE + "=" + cookie + ATTRIBUTES + "; Max-Age=" + Sessions.LONGEST.toSeconds());
    return cookie;
  }

  private static Optional<String> cookie(Context context) {
    @Nullable String cookie = context.cookie(LogIns.COOKIE);
    return Optional.ofNullable(cookie);
  }

  /** Whether the request's own session has this hash. */
  static boolean isOf(Context context, String hash) {
    return cookie(context).map(BearerTokens::hash).filter(hash::equals).isPresent();
  }

  private void logOut(Context context) {
    cookie(context).ifPresent(accounts.sessions()::end);
    context.header("Set-Cookie", LogIns.COOKIE + "=" + ATTRIBUTES + "; Max-Age=0");
    context.header("Clear-Site-Data", "\"cache\", \"storage\"");
    context.status(204);
  }
}
