package dev.muster.rollout.enroll;

import dev.muster.archive.account.StoredEnrollment.State;
import dev.muster.server.JsonAnswer;
import dev.muster.server.WebServer;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/**
 * {@code /api/muster/v1/enroll}: what machines ask that want to be watched. No log-in is needed, a
 * token or a secret is.
 */
public final class EnrollRoutes {
  private static final String PATH = "/api/muster/v1/enroll";
  private static final String SECRET = "X-Muster-Enroll-Secret";

  private final Enrollments enrollments;
  private final Runnable changed;

  /**
   * Routes.
   *
   * @param changed called when a machine may be another than before
   */
  public EnrollRoutes(Enrollments enrollments, Runnable changed) {
    this.enrollments = enrollments;
    this.changed = changed;
  }

  public void addTo(RoutesConfig routes) {
    routes.post(PATH, EnrollJson.handler(this::enroll));
    routes.get(PATH + "/{id}", EnrollJson.handler(this::standing));
  }

  private void enroll(Context context) {
    var wish = EnrollJson.body(context, MachineWish.class);
    var standing = enrollments.enroll(wish, context.ip());
    var machine = standing.machine();
    WebServer.audit(
        context,
        "token:" + machine.token(),
        "machine " + machine.host().name() + ": " + EnrollmentJson.word(machine.state()));
    changed.run();
    answer(context, standing);
  }

  private void standing(Context context) {
    var secret = context.header(SECRET);
    answer(context, enrollments.standing(context.pathParam("id"), secret == null ? "" : secret));
  }

  private void answer(Context context, Enrollments.Standing standing) {
    enrollments.told(standing);
    var state = standing.machine().state();
    context.status(
        state == State.ACCEPTED || state == State.DENIED || state == State.REPLACED ? 200 : 202);
    JsonAnswer.success(
        context, EnrollmentJson.told(standing, enrollments.authority().authorityPem()));
  }
}
