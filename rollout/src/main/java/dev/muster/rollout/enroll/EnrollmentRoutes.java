package dev.muster.rollout.enroll;

import dev.muster.archive.account.StoredEnrollment;
import dev.muster.server.JsonAnswer;
import dev.muster.server.Refused;
import dev.muster.server.WebServer;
import dev.muster.web.BearerTokens;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/muster/v1/enrollments} and {@code /api/muster/v1/enrollment-tokens}: who waits to be
 * enrolled, and with which tokens machines come; for administrators.
 */
public final class EnrollmentRoutes {
  private static final String MACHINES = "/api/muster/v1/enrollments";
  private static final String TOKENS = "/api/muster/v1/enrollment-tokens";
  private static final int MOST_SHOWN = 1_000;

  private final Enrollments enrollments;
  private final Supplier<InstallLines> lines;
  private final Runnable changed;

  /**
   * Routes.
   *
   * @param lines what is pasted on a machine
   * @param changed called when a machine may be another than before
   */
  public EnrollmentRoutes(Enrollments enrollments, Supplier<InstallLines> lines, Runnable changed) {
    this.enrollments = enrollments;
    this.lines = lines;
    this.changed = changed;
  }

  public void addTo(RoutesConfig routes) {
    routes.get(MACHINES, EnrollJson.handler(this::machines));
    routes.post(MACHINES + "/{id}/accept", EnrollJson.handler(this::accept));
    routes.post(MACHINES + "/{id}/deny", EnrollJson.handler(this::deny));
    routes.get(TOKENS, EnrollJson.handler(this::tokens));
    routes.post(TOKENS, EnrollJson.handler(this::addToken));
    routes.delete(TOKENS + "/{name}", EnrollJson.handler(this::removeToken));
  }

  private void machines(Context context) {
    JsonAnswer.success(
        context,
        JsonAnswer.ordered(
            "pending",
            enrollments.pending(),
            "enrollments",
            enrollments.newest(MOST_SHOWN).stream().map(EnrollmentJson::of).toList()));
  }

  /** Where a machine is to be; what is null stays as it asked. */
  record Wanted(
      @Nullable String name,
      @Nullable String group,
      @Nullable String ip,
      @Nullable Integer port,
      boolean replace) {}

  private void accept(Context context) {
    var id = context.pathParam("id");
    var wanted = EnrollJson.body(context, Wanted.class);
    var machine = known(id);
    var host = machine.host();
    var accepted =
        enrollments.accept(
            id,
            new Enrollments.Place(
                wanted.name() == null ? host.name() : wanted.name().strip(),
                wanted.group() == null ? host.group() : wanted.group().strip(),
                wanted.ip() == null ? host.ip() : wanted.ip().strip(),
                wanted.port() == null ? host.port() : wanted.port(),
                wanted.replace()));
    WebServer.audit(
        context,
        "machine %s accepted at %s%s"
            .formatted(
                accepted.host().name(),
                accepted.host().ip(),
                wanted.replace() ? ", in place of another" : ""));
    changed.run();
    JsonAnswer.success(context, EnrollmentJson.of(accepted));
  }

  private void deny(Context context) {
    var id = context.pathParam("id");
    known(id);
    var denied = enrollments.deny(id);
    WebServer.audit(context, "machine " + denied.host().name() + " denied");
    changed.run();
    JsonAnswer.success(context, EnrollmentJson.of(denied));
  }

  private StoredEnrollment known(String id) {
    return enrollments
        .find(id)
        .orElseThrow(() -> Refused.of(404, "no machine with that id asked to be enrolled"));
  }

  private void tokens(Context context) {
    JsonAnswer.success(
        context,
        JsonAnswer.ordered(
            "tokens",
            enrollments.accounts().enrollmentTokens().all().stream()
                .map(EnrollmentJson::of)
                .toList(),
            "lines",
            lines.get().templates()));
  }

  private void addToken(Context context) {
    var wish = EnrollJson.body(context, TokenWish.class);
    var token = BearerTokens.generate();
    var stored = wish.stored(token, enrollments.now());
    enrollments.accounts().enrollmentTokens().add(stored);
    WebServer.audit(
        context,
        "token %s for %s, %s"
            .formatted(
                stored.name(),
                stored.uses() == null ? "any number of machines" : stored.uses() + " machines",
                stored.atOnce() ? "accepted at once" : "looked at"));
    var json = EnrollmentJson.of(stored);
    json.put("token", token);
    context.status(201);
    JsonAnswer.success(context, json);
  }

  private void removeToken(Context context) {
    var name = context.pathParam("name");
    if (!enrollments.accounts().enrollmentTokens().remove(name)) {
      throw Refused.of(404, "there is no token '" + name + "'");
    }
    WebServer.audit(context, "token " + name + " removed");
    context.status(204);
  }
}
