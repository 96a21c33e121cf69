package dev.muster.console.account;

import dev.muster.archive.account.StoredToken;
import dev.muster.server.JsonAnswer;
import dev.muster.server.Refused;
import dev.muster.server.Role;
import dev.muster.server.WebServer;
import dev.muster.web.BearerTokens;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/muster/v1/tokens}: tokens of programs, for administrators. */
public final class TokenRoutes {
  private static final String PATH = "/api/muster/v1/tokens";

  private final Accounts accounts;

  public TokenRoutes(Accounts accounts) {
    this.accounts = accounts;
  }

  public void addTo(RoutesConfig routes) {
    routes.get(PATH, AccountJson.handler(this::list));
    routes.post(PATH, AccountJson.handler(this::add));
    routes.delete(PATH + "/{name}", AccountJson.handler(this::remove));
  }

  /** What a token is to be. */
  public record Wish(String name, String role, List<String> groups, @Nullable Long expires) {
    public Wish {
      groups = List.copyOf(groups);
    }
  }

  /**
   * A token as it is kept.
   *
   * @param token what was {@link BearerTokens#generate made} and is shown once
   * @throws IllegalArgumentException saying what would be right
   */
  public static StoredToken stored(Wish wish, String token, long now) {
    AccountForm.requireName(wish.name(), "a token");
    var role = AccountForm.role(wish.role(), wish.groups());
    if (wish.expires() != null && wish.expires() <= now) {
      throw new IllegalArgumentException("the token would expire in the past; give a later time");
    }
    return new StoredToken(
        wish.name(), BearerTokens.hash(token), role.word(), wish.groups(), now, wish.expires());
  }

  private void list(Context context) {
    var tokens = accounts.store().tokens().all().stream().map(TokenRoutes::json).toList();
    JsonAnswer.success(context, JsonAnswer.ordered("tokens", tokens));
  }

  private static Map<String, @Nullable Object> json(StoredToken token) {
    return JsonAnswer.ordered(
        "name",
        token.name(),
        "role",
        token.role(),
        "groups",
        token.groups(),
        "made",
        JsonAnswer.seconds(token.made()),
        "expires",
        JsonAnswer.seconds(token.expires()));
  }

  private void add(Context context) {
    var body = AccountJson.body(context);
    var wish =
        new Wish(
            body.text("name"),
            body.has("role") ? body.text("role") : Role.VIEWER.word(),
            body.texts("groups"),
            body.time("expires"));
    var token = BearerTokens.generate();
    var stored = stored(wish, token, accounts.clock().millis());
    accounts.store().tokens().add(List.of(stored));
    WebServer.audit(context, "token " + stored.name() + ": " + stored.role());
    var json = json(stored);
    json.put("token", token);
    context.status(201);
    JsonAnswer.success(context, json);
  }

  private void remove(Context context) {
    var name = context.pathParam("name");
    if (!accounts.store().tokens().remove(name)) {
      throw Refused.of(404, "there is no token '" + name + "'");
    }
    WebServer.audit(context, "token " + name + " removed");
    context.status(204);
  }
}
